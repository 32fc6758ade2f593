// Counts the tests of both languages from what their runners reported, and ends with 1 if any
// failed, if a runner failed, or if there were none.
import { existsSync, readdirSync, readFileSync } from "node:fs";

const attribute = (xml, name) => Number(new RegExp(`<testsuite[^>]* ${name}="(\\d+)"`).exec(xml)?.[1] ?? 0);

function java() {
  const count = { passed: 0, failed: 0 };
  for (const module of readdirSync(".")) {
    const folder = `${module}/target/surefire-reports`;
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((name) => /^TEST-.*\.xml$/.test(name))) {
      const xml = readFileSync(`${folder}/${file}`, "utf8");
      const failed = attribute(xml, "failures") + attribute(xml, "errors");
      count.failed += failed;
      count.passed += attribute(xml, "tests") - failed - attribute(xml, "skipped");
    }
  }
  return count;
}

function solidity() {
  const total = /forge: \d+ tests, (\d+) passed, (\d+) failed/.exec(readFileSync("target/forge.log", "utf8"));
  return { passed: Number(total?.[1] ?? 0), failed: Number(total?.[2] ?? 0) };
}

const counts = { Java: java(), Solidity: solidity() };
let passed = 0;
let failed = 0;
for (const [language, count] of Object.entries(counts)) {
  console.log(`${language}: ${count.passed} passed, ${count.failed} failed`);
  passed += count.passed;
  failed += count.failed;
}
const broken = process.argv[2] !== "0" || Object.values(counts).some((count) => count.passed === 0);
if (broken && failed === 0) console.log("the build failed outside of its tests: see above");
console.log(`${passed} passed, ${failed} failed`);
process.exit(broken || failed > 0 ? 1 : 0);

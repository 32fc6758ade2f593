// Checks the format, runs forge's tests and counts them: one line a failure, then
// "forge: 115 tests, 115 passed, 0 failed, 0 skipped". Fails if any failed or none ran, or if what a
// settlement costs or how a contract lays out its storage is not what the repository says. Without
// arguments it also has proved what is to be proved (prove.mjs).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { otherLayouts } from "./layouts.mjs";
import { prove } from "./prove.mjs";
import { forge, installPackages, root, succeed } from "./tools.mjs";

/** One line a gas figure that is not what the repository keeps; `forge test` writes it as it is now. */
function otherThanKept(results) {
  const kept = (group) => JSON.parse(readFileSync(join(root, "src", "test", "snapshots", `${group}.json`), "utf8"));
  return results.flatMap(({ gas_snapshots: measured }) =>
    Object.entries(measured ?? {}).flatMap(([group, figures]) =>
      Object.entries(figures)
        .filter(([name, gas]) => kept(group)[name] !== gas)
        .map(([name, gas]) => `gas of a ${name}: ${gas}, but ${kept(group)[name]} is kept in ${group}.json`),
    ),
  );
}

function resultsOf(json) {
  try {
    return Object.entries(JSON.parse(json)).flatMap(([suite, { test_results: results }]) =>
      Object.entries(results).map(([test, result]) => ({ suite, test, ...result })),
    );
  } catch {
    return [];
  }
}

installPackages();
succeed(forge(["fmt", "--check"], ["ignore", "inherit", "inherit"]));
const done = forge(["test", "--json", ...process.argv.slice(2)], ["ignore", "pipe", "pipe"]);
const results = resultsOf(done.stdout);
const others = results.length === 0 ? [] : [...otherThanKept(results), ...otherLayouts()];
const count = (status) => results.filter((result) => result.status === status).length;

if (results.length === 0) {
  console.error(done.stdout + done.stderr);
}
results
  .filter((result) => result.status === "Failure")
  .forEach(({ suite, test, reason }) => console.error(`${suite} ${test}: ${reason}`));
others.forEach((line) => console.error(line));
console.log(
  `forge: ${results.length} tests, ${count("Success")} passed, ` +
    `${count("Failure")} failed, ${count("Skipped")} skipped`,
);
const passed = results.length > 0 && count("Failure") === 0 && others.length === 0 && done.status === 0;
const proved = process.argv.length > 2 || prove();
process.exit(passed && proved ? 0 : 1);

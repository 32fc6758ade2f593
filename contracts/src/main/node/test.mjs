// Checks the format, runs forge's tests and counts them: one line a failure, then
// "forge: 115 tests, 115 passed, 0 failed, 0 skipped". Fails if any failed or none ran.
import { forge, installPackages, succeed } from "./tools.mjs";

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
const count = (status) => results.filter((result) => result.status === status).length;

if (results.length === 0) {
  console.error(done.stdout + done.stderr);
}
results
  .filter((result) => result.status === "Failure")
  .forEach(({ suite, test, reason }) => console.error(`${suite} ${test}: ${reason}`));
console.log(
  `forge: ${results.length} tests, ${count("Success")} passed, ` +
    `${count("Failure")} failed, ${count("Skipped")} skipped`,
);
process.exit(results.length > 0 && count("Failure") === 0 && done.status === 0 ? 0 : 1);

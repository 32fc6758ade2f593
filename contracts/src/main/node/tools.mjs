// What the build and the tests share: what there is, where the tools are, and how they are run.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the contracts' module. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** Contracts that Java deploys or calls. */
export const contracts = [
  "AccessManager",
  "Charter",
  "Clearing",
  "Delivery",
  "DevDollar",
  "ExchangeForPhysical",
  "FixingOracle",
  "IndexFund",
  "JournalAnchor",
  "Options",
  "Settlement",
  "Vault",
];

const modules = join(root, "node_modules");

/** npm's packages as locked; nothing to do when this lock was installed before. */
export function installPackages() {
  const stamp = join(modules, ".hourglass-lock");
  const lock = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) {
    return;
  }
  const options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const missing = "npm is missing: install Node 20 or newer";
  succeed(run("npm", options, ["ignore", "inherit", "inherit"], missing));
  writeFileSync(stamp, lock);
}

/** npm's forge where npm has one for this machine, else the one on the PATH. */
export function forge(args, stdio) {
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  const packaged = join(modules, "@foundry-rs", `forge-${process.platform}-${cpu}`, "bin", "forge");
  const command = existsSync(packaged) ? packaged : "forge";
  const missing = "forge is missing: npm has none for this machine, install Foundry 1.7 (https://getfoundry.sh)";
  return run(command, args, stdio, missing);
}

export function succeed(done) {
  if (done.status !== 0) {
    process.exit(done.status ?? 1);
  }
}

function run(command, args, stdio, missing) {
  const done = spawnSync(command, args, { cwd: root, stdio, encoding: "utf8", maxBuffer: 1 << 30 });
  if (done.error?.code === "ENOENT") {
    console.error(missing);
    process.exit(1);
  }
  return done;
}

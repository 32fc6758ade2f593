// Brings the contracts from source to what the bindings' generator reads: npm packages as locked,
// forge's compilation, then one {abi, bytecode} file a contract. Each step does nothing when
// nothing changed, so that every build may call it.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const modules = join(root, "node_modules");
const forged = join(root, "target", "forge");
const artifacts = join(root, "target", "artifacts");
const stale = join(root, "target", "artifacts-stale");
const bindings = join(root, "target", "generated-sources", "web3j", "io", "hourglass", "contracts", "bindings");

/** Contracts that Java deploys or calls. */
const contracts = [
  "AccessManager",
  "Charter",
  "Clearing",
  "Delivery",
  "DevDollar",
  "FixingOracle",
  "IndexFund",
  "JournalAnchor",
  "Settlement",
  "Vault",
];

function run(command, args, missing) {
  const windows = process.platform === "win32";
  const done = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: windows });
  if (done.error?.code === "ENOENT") {
    fail(missing);
  }
  if (done.status !== 0) {
    process.exit(done.status ?? 1);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function installPackages() {
  const stamp = join(modules, ".hourglass-lock");
  const lock = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) {
    return;
  }
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm is missing: install Node 20 or newer");
  writeFileSync(stamp, lock);
}

/** npm's binary where npm has one for this machine, else the one on the PATH. */
function tool(name) {
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  const packaged = join(modules, "@foundry-rs", `${name}-${process.platform}-${cpu}`, "bin", name);
  return existsSync(packaged) ? packaged : name;
}

function compile() {
  const hint = "forge is missing: npm has none for this machine, install Foundry 1.7 (https://getfoundry.sh)";
  run(tool("forge"), ["build", "--skip", "test", "--quiet"], hint);
}

function writeIfChanged(file, text) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    writeFileSync(file, text);
  }
}

/** A binding is made anew when it is missing or older than its artifact; others are left alone. */
function isStale(name) {
  const java = join(bindings, `${name}.java`);
  return !existsSync(java) || statSync(java).mtimeMs < statSync(join(artifacts, `${name}.json`)).mtimeMs;
}

function extract() {
  mkdirSync(artifacts, { recursive: true });
  rmSync(stale, { recursive: true, force: true });
  mkdirSync(stale, { recursive: true });
  for (const name of contracts) {
    const from = join(forged, `${name}.sol`, `${name}.json`);
    const { abi, bytecode } = JSON.parse(readFileSync(from, "utf8"));
    const text = JSON.stringify({ contractName: name, abi, bytecode: bytecode.object.replace(/^0x/, "") });
    writeIfChanged(join(artifacts, `${name}.json`), text);
    if (isStale(name)) {
      writeFileSync(join(stale, `${name}.json`), text);
    }
  }
  dropUnknown(artifacts, ".json");
  dropUnknown(bindings, ".java");
}

function dropUnknown(folder, ending) {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  files
    .filter((file) => file.endsWith(ending) && !contracts.includes(file.slice(0, -ending.length)))
    .forEach((file) => rmSync(join(folder, file)));
}

installPackages();
compile();
extract();

// Brings the contracts from source to what the bindings' generator reads: npm packages as locked,
// forge's compilation, then one {abi, bytecode} file a contract; what the jar carries has the code
// beside it that is on the chain afterwards, which deployments are compared with. Each step does nothing when
// nothing changed, so that every build may call it.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contracts, forge, installPackages, root, succeed } from "./tools.mjs";

const forged = join(root, "target", "forge");
const artifacts = join(root, "target", "artifacts");
const stale = join(root, "target", "artifacts-stale");
const bindings = join(root, "target", "generated-sources", "web3j", "io", "hourglass", "contracts", "bindings");

function compile() {
  succeed(forge(["build", "--skip", "test", "--quiet"], ["ignore", "inherit", "inherit"]));
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

/** Immutables in the order of their declaration, each by the bytes at which its 32 stand as zeros. */
function runtime({ object, immutableReferences }) {
  const references = Object.entries(immutableReferences ?? {}).sort(([one], [other]) => Number(one) - Number(other));
  return { code: object, immutables: references.map(([, places]) => places.map(({ start }) => start)) };
}

function extract() {
  mkdirSync(artifacts, { recursive: true });
  rmSync(stale, { recursive: true, force: true });
  mkdirSync(stale, { recursive: true });
  for (const name of contracts) {
    const from = join(forged, `${name}.sol`, `${name}.json`);
    const { abi, bytecode, deployedBytecode } = JSON.parse(readFileSync(from, "utf8"));
    const made = { contractName: name, abi, bytecode: bytecode.object.replace(/^0x/, "") };
    const text = JSON.stringify(made);
    writeIfChanged(join(artifacts, `${name}.json`), JSON.stringify({ ...made, runtime: runtime(deployedBytecode) }));
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

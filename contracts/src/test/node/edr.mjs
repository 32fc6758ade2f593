// A second EVM node for the tests: EDR, the engine of Hardhat's node, behind JSON-RPC over HTTP.
// (Hardhat's own command wants a newer Node.js than we do, and brings fifty packages that a node
// does not need.)
//
//   node edr.mjs PORT CHAIN_ID GENESIS_SECONDS
//
// Pending transactions are mined at once; nothing pending, no blocks. The clock stands still until
// evm_setNextBlockTimestamp moves it. Ends with its standard input, so it outlives no test.
import { createRequire } from "node:module";
import { createServer } from "node:http";

const edr = createRequire(import.meta.url)("@nomicfoundation/edr-linux-x64-gnu");
const [port, chainId, genesis] = process.argv.slice(2).map(Number);
const POLL = 20;
const GAS_LIMIT = 60_000_000n;

async function start() {
  const context = new edr.EdrContext();
  await context.registerProviderFactory(edr.L1_CHAIN_TYPE, edr.l1ProviderFactory());
  const osaka = edr.SpecId.Osaka;
  return context.createProvider(
    edr.L1_CHAIN_TYPE,
    {
      allowBlocksWithSameTimestamp: true,
      allowUnlimitedContractSize: false,
      bailOnCallFailure: true,
      bailOnTransactionFailure: false,
      chainId: BigInt(chainId),
      coinbase: new Uint8Array(20),
      defaultTransactionGasLimit: 16_777_216n,
      genesisState: edr.l1GenesisState(osaka),
      hardfork: edr.l1HardforkToString(osaka),
      initialBaseFeePerGas: 1_000_000_000n,
      minGasPrice: 0n,
      mining: { autoMine: false, memPool: { order: edr.MineOrdering.Priority }, blockGasLimit: GAS_LIMIT },
      network: { genesisBlockGasLimit: GAS_LIMIT, genesisBlockTime: BigInt(genesis) },
      networkId: BigInt(chainId),
      observability: {},
      ownedAccounts: [],
      precompileOverrides: [],
    },
    { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => {} },
    { subscriptionCallback: () => {} },
    new edr.ContractDecoder(),
  );
}

const provider = await start();

/** The node as it was before each of its blocks, by the block's number. */
const before = new Map();

async function handle(question) {
  const { data } = await provider.handleRequest(JSON.stringify({ jsonrpc: "2.0", ...question }));
  return typeof data === "string" ? JSON.parse(data) : data;
}

async function ask(method, ...params) {
  const { result, error } = await handle({ id: 0, method, params });
  if (error !== undefined) {
    throw new Error(`${method}: ${error.message}`);
  }
  return result;
}

async function latest() {
  const { number, timestamp } = await ask("eth_getBlockByNumber", "latest", false);
  return { number: Number(number), timestamp: Number(timestamp) };
}

async function mine() {
  before.set((await latest()).number + 1, await ask("evm_snapshot"));
  await ask("evm_mine");
  await ask("evm_setNextBlockTimestamp", (await latest()).timestamp);
}

/** As anvil's: the last blocks are replaced by as many empty ones, and their transactions are lost. */
async function reorg(depth) {
  const { number, timestamp } = await latest();
  await ask("evm_revert", before.get(number - depth + 1));
  for (const { hash } of await ask("eth_pendingTransactions")) {
    await ask("hardhat_dropTransaction", hash);
  }
  await ask("hardhat_setCoinbase", `0x${(number + timestamp).toString(16).padStart(40, "0")}`);
  for (let i = 0; i < depth; i++) {
    await ask("evm_setNextBlockTimestamp", timestamp);
    await mine();
  }
}

let turn = Promise.resolve();

/** One thing at a time, in the order they came. */
function inTurn(work) {
  const done = turn.then(work);
  turn = done.catch(() => {});
  return done;
}

async function answer({ id, method, params }) {
  if (method === "anvil_reorg") {
    await reorg(params[0]);
    return { jsonrpc: "2.0", id, result: null };
  }
  return { jsonrpc: "2.0", ...(await handle({ id, method, params })), id };
}

async function mineWhatIsPending() {
  await inTurn(async () => {
    if ((await ask("eth_pendingTransactions")).length > 0) {
      await mine();
    }
  });
  setTimeout(mineWhatIsPending, POLL);
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const asked = JSON.parse(Buffer.concat(chunks).toString());
  const said = await inTurn(async () => {
    if (!Array.isArray(asked)) {
      return answer(asked);
    }
    const answers = [];
    for (const question of asked) {
      answers.push(await answer(question));
    }
    return answers;
  });
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(said));
});

await mine();
server.listen(port, "127.0.0.1");
mineWhatIsPending();
process.stdin.on("end", () => process.exit(0)).resume();

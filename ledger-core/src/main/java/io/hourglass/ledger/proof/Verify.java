package io.hourglass.ledger.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Checks a bundle written by Hourglass, and trusts nothing else of Hourglass: this one file needs
 * only a JDK and shares no code with what wrote the bundle.
 *
 * <pre>java Verify.java BUNDLE [RPC] [--key HEX]</pre>
 *
 * Exit 0: everything holds. Exit 1: the file and the check that failed are named. Exit 2: usage.
 */
public final class Verify {
    private static final Set<String> FILES = Set.of(
            "signer.pub",
            "head.json",
            "journal.txt",
            "accounts.json",
            "chain.json",
            "fixings.json",
            "receipts.txt",
            "observations.json",
            "liabilities.json",
            "terms.txt",
            "README.txt");

    /** What the rulebook began with: of the kind of terms and the day, the SHA-256 of the line in terms.txt. */
    static final Map<String, String> RULEBOOK = Map.ofEntries(
            Map.entry("contract 2020-01-01", "ca19cecdbbf539fdf6f3ac296d7878431b509af5bdc331b0a67ab2d239d35111"),
            Map.entry("contract 2026-09-01", "1f731f2bac4df151ad87efcfff2fe113db1f061876300cc8b1dd54a983e5fe2c"),
            Map.entry("contribution 2020-01-01", "ee32ce13855ca78dfed5c487efef5c31e187cf947e9a5b9999240b24e0495021"),
            Map.entry("delivery 2020-01-01", "d324be0fa832c6ede22d313fc9655bd6bbc0c86c6eed156ce435b2e7db9139a0"),
            Map.entry("exchange 2020-01-01", "e452698d9fcb990102c970baaff737862921547a4ebb07eca87cf9197ddd7ae8"),
            Map.entry("forward 2020-01-01", "5ca882e10674d834ff8fbab2be0dbde0d6576a97112c18e31d5388b62cae9fae"),
            Map.entry("fund 2020-01-01", "84ee386573441b6519e647ea243005ead0c21ea0b4893da87cd8e243b910a860"),
            Map.entry("market-clearing 2020-01-01", "cad76414c556eb069409f6b638af4b98ecd5edd14960a045f63e7373cf67cb53"),
            Map.entry("market-options 2020-01-01", "a13e36e59632fc4b2b99d9c7ea5f6a5f9a978f4cd710e17b151749ceda9beb62"),
            Map.entry(
                    "market-settlement 2020-01-01", "dc2a5205c7ea57c3e7a3db38b5ca46fa494a4c45fb588540923331661b22dded"),
            Map.entry("option 2020-01-01", "76abb39e92db3359a7e4086d10731a30a46d533495b75f749627f549ad0b2231"),
            Map.entry("spread 2020-01-01", "90544a98ce32d283131945b007950588fcad69338231de92cb5b638ccdc547df"));

    /** Positions, and what the books count for themselves. */
    private static final Set<String> UNOWED = Set.of("LOTS", "MEMO");

    private final Map<String, byte[]> files;
    private final PrintStream out;

    private Json head = Json.NONE;
    private Json chain = Json.NONE;
    private final Map<String, String> kinds = new TreeMap<>();
    private final Map<String, Account> accounts = new TreeMap<>();

    /** Of each change of terms the journal knows: the entry, and the SHA-256 of the line in terms.txt. */
    private final Map<String, SealedTerms> terms = new TreeMap<>();

    private Verify(Map<String, byte[]> files, PrintStream out) {
        this.files = files;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    /** Checks, and says so on {@code out}; returns the exit code. */
    public static int run(List<String> arguments, PrintStream out) {
        List<String> plain = new ArrayList<>(arguments);
        String key = "";
        int option = plain.indexOf("--key");
        if (option >= 0 && option + 1 < plain.size()) {
            key = plain.remove(option + 1);
            plain.remove(option);
        }
        boolean usable = !plain.isEmpty() && plain.size() <= 2 && plain.stream().noneMatch(a -> a.startsWith("-"));
        if (!usable || (option >= 0 && !key.matches("[0-9a-f]{64}"))) {
            out.println("usage: verify BUNDLE [RPC] [--key HEX]");
            out.println("  BUNDLE  a folder written by Hourglass");
            out.println("  RPC     address of a node, to compare with the live chain: http://localhost:8545");
            out.println("  HEX     the signer's public key you expect, 64 characters of lower-case hex");
            return 2;
        }
        Path folder = Path.of(plain.getFirst());
        if (!Files.isDirectory(folder)) {
            out.println("no such folder: " + folder);
            return 2;
        }
        try {
            return run(read(folder), key, plain.size() > 1 ? plain.get(1) : "", out);
        } catch (Failure | IOException e) {
            out.println("FAILED   " + e.getMessage());
            return 1;
        }
    }

    /** Checks the files of a bundle, by their names. */
    static int run(Map<String, byte[]> files, String expectedKey, String rpc, PrintStream out) {
        try {
            new Verify(files, out).check(expectedKey, rpc);
            out.println("VERIFIED");
            return 0;
        } catch (Failure e) {
            out.println("FAILED   " + e.getMessage());
            return 1;
        }
    }

    /** Everything in the folder; whatever is not a plain file has no place in a bundle. */
    static Map<String, byte[]> read(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(p -> !p.equals(folder))::iterator) {
                String name = folder.relativize(path).toString();
                require(Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS), name + ": not a plain file");
                files.put(name, Files.readAllBytes(path));
            }
        }
        return files;
    }

    private void check(String expectedKey, String rpc) {
        step("manifest", this::checkManifest);
        step("signer.pub", () -> checkKey(expectedKey));
        step("head.json", this::checkHead);
        step("journal.txt", this::checkJournal);
        step("accounts.json", this::checkAccounts);
        step("chain.json", this::checkChain);
        step("fixings.json", this::checkFixings);
        step("observations.json", this::checkObservations);
        step("liabilities.json", this::checkLiabilities);
        step("terms.txt", this::checkTerms);
        if (!rpc.isEmpty()) {
            step("live chain", () -> new Node(rpc).check());
        }
    }

    /** One check: says what it found, and names its file in whatever goes wrong. */
    private interface Step {
        String check() throws IOException, GeneralSecurityException;
    }

    private void step(String name, Step step) {
        try {
            out.printf("ok       %-17s %s%n", name, step.check());
        } catch (Failure e) {
            throw e.in(name);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new Failure(name + ": " + e);
        }
    }

    // ------------------------------------------------------------------ manifest

    private String checkManifest() throws IOException, GeneralSecurityException {
        byte[] manifest = file("manifest.json");
        String key = hex(file("signer.pub"), 64, "signer.pub");
        String signature = hex(file("manifest.sig"), 128, "manifest.sig");
        require(signed(key, manifest, signature), "manifest.json: manifest.sig is not its signature by signer.pub");

        Json json = Json.parse(text(manifest, "manifest.json"));
        require(json.text("format").equals("hourglass-bundle/1"), "manifest.json: unknown format");
        Set<String> named = new TreeSet<>();
        for (Json file : json.list("files")) {
            String name = file.text("name");
            require(FILES.contains(name) && named.add(name), "manifest.json: names " + name);
            byte[] bytes = file(name);
            require(bytes.length == file.number("size"), name + ": size is not the manifest's");
            require(hex(sha256(bytes)).equals(file.text("sha256")), name + ": SHA-256 is not the manifest's");
        }
        require(named.equals(FILES), "manifest.json: does not name every file of a bundle");
        Set<String> extra = new TreeSet<>(files.keySet());
        extra.removeAll(named);
        extra.removeAll(List.of("manifest.json", "manifest.sig"));
        require(extra.isEmpty(), String.join(", ", extra) + ": not in the manifest");
        return named.size() + " files, signed";
    }

    private String checkKey(String expected) throws IOException {
        String key = hex(file("signer.pub"), 64, "signer.pub");
        require(expected.isEmpty() || expected.equals(key), "the signer is " + key + ", not " + expected);
        return key + (expected.isEmpty() ? " (compare it with the key you know)" : " as expected");
    }

    // ------------------------------------------------------------------ head

    private String checkHead() throws GeneralSecurityException {
        head = json("head.json");
        String statement = String.join(
                "\t", "hourglass-head/1", Long.toString(head.number("size")), head.text("root"), head.text("signed"));
        String key = head.text("key");
        require(key.equals(text(file("signer.pub"), "signer.pub")), "signed by another key than signer.pub");
        String signature = hex(head.text("signature").getBytes(StandardCharsets.UTF_8), 128, "signature");
        require(signed(key, statement.getBytes(StandardCharsets.UTF_8), signature), "the signature is not the head's");
        if (!head.has("anchor")) {
            return head.number("size") + " entries, NOT anchored on chain";
        }
        Json anchor = head.get("anchor");
        require(anchor.number("size") == head.number("size"), "another size is anchored");
        require(anchor.text("root").equals(head.text("root")), "another root is anchored");
        return head.number("size") + " entries, anchored in block " + anchor.number("block");
    }

    // ------------------------------------------------------------------ journal

    private String checkJournal() throws GeneralSecurityException {
        readAccounts();
        String journal = text(file("journal.txt"), "journal.txt");
        require(journal.isEmpty() || journal.endsWith("\n"), "the last line is not ended");
        List<byte[]> hashes = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Map<String, Reservation> pending = new HashMap<>();
        String recorded = "";
        long transfers = 0;
        for (String line : journal.lines().toList()) {
            long sequence = hashes.size() + 1L;
            String[] fields = line.split("\t", -1);
            String where = "entry " + sequence;
            require(fields.length >= 7, where + ": not an entry");
            require(fields[0].equals(Long.toString(sequence)), where + ": is numbered " + fields[0]);
            require(fields[1].compareTo(recorded) >= 0, where + ": recorded before the one before it");
            require(ids.add(fields[2]), where + ": its id was used before");
            recorded = fields[1];
            int first = fields[6].startsWith("reverses ") ? 7 : 6;
            require(first == 6 || ids.contains(fields[6].substring(9)), where + ": reverses no entry before it");
            for (int i = first; i < fields.length; i++) {
                apply(fields[i].split(" ", -1), pending, where, recorded);
                transfers++;
            }
            require(fields.length > first, where + ": moves nothing");
            if (fields[3].equals("terms-change") && fields[first].startsWith("move terms terms:")) {
                require(fields[4].matches("[!-~]{1,100}:[0-9a-f]{64}"), where + ": seals no change of terms");
                int at = fields[4].length() - 65;
                var known = new SealedTerms(sequence, fields[4].substring(at + 1));
                require(terms.put(fields[4].substring(0, at), known) == null, where + ": seals a change again");
            }
            hashes.add(sha256(new byte[] {0}, line.getBytes(StandardCharsets.UTF_8)));
        }
        require(hashes.size() == head.number("size"), hashes.size() + " entries, the head has " + head.number("size"));
        String root = hex(root(hashes));
        require(root.equals(head.text("root")), "its root " + root + " is not the head's");
        return hashes.size() + " entries, " + transfers + " transfers, root " + root;
    }

    /** An account as accounts.json states it, and as the journal makes it. */
    private static final class Account {
        final String path;
        final String asset;
        final String floor;
        final String holder;
        final Json stated;
        long posted;
        long pendingOut;
        long pendingIn;

        Account(Json stated) {
            this.stated = stated;
            this.path = stated.text("path");
            this.asset = stated.text("asset");
            this.floor = stated.text("floor");
            this.holder = stated.has("holder") ? stated.text("holder") : "";
        }

        void requireFloor(String where) {
            boolean holds =
                    switch (floor) {
                        case "NOT_NEGATIVE" -> Math.subtractExact(posted, pendingOut) >= 0;
                        case "NOT_POSITIVE" -> Math.addExact(posted, pendingIn) <= 0;
                        case "FREE" -> true;
                        default -> false;
                    };
            require(holds, where + ": " + path + " leaves its floor " + floor);
        }
    }

    /**
     * @param units 0 once it is posted, released or expired
     * @param until empty where it does not expire
     */
    private record Reservation(Account from, Account to, long units, String until) {}

    private void readAccounts() {
        for (Json asset : json("accounts.json").list("assets")) {
            require(kinds.put(asset.text("asset"), asset.text("kind")) == null, "an asset is there twice");
        }
        for (Json stated : json("accounts.json").list("accounts")) {
            Account account = new Account(stated);
            require(kinds.containsKey(account.asset), account.path + " counts an unknown asset");
            require(accounts.put(account.path, account) == null, account.path + " is there twice");
        }
    }

    /** One transfer: what it says must be possible where it stands. */
    private void apply(String[] words, Map<String, Reservation> pending, String where, String recorded) {
        boolean move = words[0].equals("move") && (words.length == 5 || option(words, 5, "upto"));
        boolean reserve = words[0].equals("reserve") && (words.length == 6 || option(words, 6, "until"));
        if (move || reserve) {
            int at = move ? 1 : 2;
            long units = positive(words[at + 3], where);
            String until = reserve && words.length > 6 ? words[7] : "";
            var asked = new Reservation(account(words[at], where), account(words[at + 1], where), units, until);
            boolean same = asked.from.asset.equals(words[at + 2]) && asked.to.asset.equals(words[at + 2]);
            require(same && asked.from != asked.to, where + ": does not balance in " + words[at + 2]);
            if (move) {
                boolean within = words.length == 5 || units <= positive(words[6], where);
                require(within, where + ": moves more than its limit");
                post(asked, units, where);
            } else {
                require(pending.put(words[1], asked) == null, where + ": pending id was used before");
                setAside(asked, units, where);
            }
            return;
        }
        boolean part = words[0].equals("post") && option(words, 2, "part");
        boolean plain = words.length == 2 && Set.of("post", "release", "expire").contains(words[0]);
        boolean resolves = part || plain;
        require(resolves, where + ": not a transfer: " + String.join(" ", words));
        Reservation reserved = pending.get(words[1]);
        if (reserved == null || reserved.units == 0) {
            throw new Failure(where + ": nothing is pending as " + words[1]);
        }
        boolean due = !reserved.until.isEmpty() && reserved.until.compareTo(recorded) <= 0;
        require(due == words[0].equals("expire"), where + ": " + words[0] + "s what is good until " + reserved.until);
        pending.put(words[1], new Reservation(reserved.from, reserved.to, 0, reserved.until));
        setAside(reserved, -reserved.units, where);
        if (words[0].equals("post")) {
            long units = part ? positive(words[3], where) : reserved.units;
            require(units <= reserved.units, where + ": posts more than was reserved");
            post(reserved, units, where);
        }
    }

    private static boolean option(String[] words, int at, String word) {
        return words.length == at + 2 && words[at].equals(word);
    }

    private static void post(Reservation moved, long units, String where) {
        moved.from.posted = Math.subtractExact(moved.from.posted, units);
        moved.to.posted = Math.addExact(moved.to.posted, units);
        moved.from.requireFloor(where);
        moved.to.requireFloor(where);
    }

    private static void setAside(Reservation moved, long units, String where) {
        moved.from.pendingOut = Math.addExact(moved.from.pendingOut, units);
        moved.to.pendingIn = Math.addExact(moved.to.pendingIn, units);
        if (units > 0) {
            moved.from.requireFloor(where);
            moved.to.requireFloor(where);
        }
    }

    private Account account(String path, String where) {
        Account account = accounts.get(path);
        if (account == null) {
            throw new Failure(where + ": no account " + path + " in accounts.json");
        }
        return account;
    }

    private static long positive(String units, String where) {
        require(units.matches("[1-9][0-9]{0,18}"), where + ": not a positive amount: " + units);
        return Long.parseLong(units);
    }

    // ------------------------------------------------------------------ accounts

    private String checkAccounts() {
        Map<String, BigInteger> sums = new TreeMap<>();
        for (Account account : accounts.values()) {
            String where = account.path;
            require(
                    account.stated.number("posted") == account.posted,
                    where + ": the journal makes it " + account.posted);
            require(account.stated.number("pendingOut") == account.pendingOut, where + ": reserves differ");
            require(account.stated.number("pendingIn") == account.pendingIn, where + ": reserves towards it differ");
            account.requireFloor(where);
            sums.merge(account.asset, BigInteger.valueOf(account.posted), BigInteger::add);
        }
        sums.forEach((asset, sum) -> require(sum.signum() == 0, asset + ": balances sum to " + sum + ", not zero"));
        return accounts.size() + " accounts re-derived, " + sums.size() + " assets each sum to zero";
    }

    // ------------------------------------------------------------------ chain

    private String checkChain() {
        chain = json("chain.json");
        Map<String, Long> books = new TreeMap<>();
        for (Account account : accounts.values()) {
            if (!account.holder.isEmpty()) {
                books.merge(account.holder + " " + account.asset, account.posted, Math::addExact);
            }
        }
        Set<String> stated = new HashSet<>();
        for (Json balance : chain.list("balances")) {
            String key = balance.text("holder") + " " + balance.text("asset");
            require(stated.add(key), key + ": stated twice");
            long inBooks = books.getOrDefault(key, 0L);
            long onChain = balance.number("units");
            require(onChain == inBooks, key + ": " + onChain + " on chain, " + inBooks + " in the books");
        }
        books.forEach((key, units) -> require(units == 0 || stated.contains(key), key + ": not on chain"));
        return stated.size() + " balances at block " + chain.number("block") + " tie with the books";
    }

    // ------------------------------------------------------------------ fixings

    private String checkFixings() throws GeneralSecurityException {
        Map<String, String> receipts = new HashMap<>();
        String documents = text(file("receipts.txt"), "receipts.txt");
        for (String document : documents.lines().filter(l -> !l.isEmpty()).toList()) {
            receipts.put(hex(sha256(document.getBytes(StandardCharsets.UTF_8))), document);
        }
        Set<String> used = new HashSet<>();
        Set<String> seen = new HashSet<>();
        long recomputed = 0;
        for (Json fixing : json("fixings.json").list("fixings")) {
            String where = fixing.text("index") + " " + fixing.text("day") + " " + fixing.text("status") + " "
                    + fixing.number("number");
            String document = receipts.get(fixing.text("digest"));
            if (document == null) {
                throw new Failure(where + ": no receipts of this digest in receipts.txt");
            }
            used.add(fixing.text("digest"));
            require(seen.add(where), where + ": published twice");
            recomputed += recompute(where, fixing, Json.parse(document));
        }
        require(used.size() == receipts.size(), "receipts.txt: has receipts of no fixing");
        return recomputed + " values recomputed from their votes, " + (seen.size() - recomputed) + " gaps";
    }

    /** Contributors' observations: receipts name each by the first half of the SHA-256 of its content. */
    private String checkObservations() throws GeneralSecurityException {
        Set<String> ids = new HashSet<>();
        for (Json one : json("observations.json").list("observations")) {
            String id = one.text("id");
            String content = String.join(
                    "|",
                    one.text("provider"),
                    one.text("gpuClass"),
                    one.text("region"),
                    one.text("offer"),
                    Long.toString(one.number("gpuCount")),
                    one.text("kind"),
                    one.text("evidence"),
                    Long.toString(one.number("price")),
                    Long.toString(one.number("observedAt")),
                    one.text("seen"));
            String digest = hex(sha256(content.getBytes(StandardCharsets.UTF_8)));
            require(ids.add(id), id + ": stated twice");
            require(digest.startsWith("0x" + id.replace("-", "")), id + ": not what was signed under this id");
            String signer = TypedData.signer(chain, one);
            require(signer.equals(one.text("signer")), id + ": signed by " + signer);
        }
        return ids.size() + " signed observations are what receipts call them by, and their signers signed";
    }

    /** Who signed an observation: EIP-712, for the oracle that chain.json names. */
    private static final class TypedData {
        private static final String OBSERVATION =
                "Observation(string provider,string gpuClass,string region,string offer,"
                        + "uint256 gpuCount,string kind,string evidence,uint256 price,uint256 observedAt,bytes32 seen)";
        private static final String DOMAIN =
                "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

        static String signer(Json chain, Json one) {
            byte[] domain = Keccak.of(
                    Keccak.of(DOMAIN),
                    Keccak.of("Hourglass FixingOracle"),
                    Keccak.of("1"),
                    word(chain.number("chainId")),
                    word(new BigInteger(
                            chain.get("contracts").text("FIXING_ORACLE").substring(2), 16)));
            byte[] struct = Keccak.of(
                    Keccak.of(OBSERVATION),
                    Keccak.of(one.text("provider")),
                    Keccak.of(one.text("gpuClass")),
                    Keccak.of(one.text("region")),
                    Keccak.of(one.text("offer")),
                    word(one.number("gpuCount")),
                    Keccak.of(one.text("kind")),
                    Keccak.of(one.text("evidence")),
                    word(one.number("price")),
                    word(one.number("observedAt")),
                    word(new BigInteger(one.text("seen").substring(2), 16)));
            byte[] signature = HexFormat.of().parseHex(one.text("signature").substring(2));
            return Curve.signer(Keccak.of(new byte[] {0x19, 0x01}, domain, struct), signature);
        }

        private static byte[] word(long number) {
            return word(BigInteger.valueOf(number));
        }

        private static byte[] word(BigInteger number) {
            require(number.signum() >= 0 && number.bitLength() <= 256, "not a word: " + number);
            byte[] bytes = number.toByteArray();
            byte[] word = new byte[32];
            int length = Math.min(bytes.length, 32); // one more where the sign has a byte of its own
            System.arraycopy(bytes, bytes.length - length, word, 32 - length, length);
            return word;
        }
    }

    /** Keccak-256 as Ethereum has it: FIPS 202 but for the padding, which the JDK does not have. */
    private static final class Keccak {
        private static final int RATE = 136;

        static byte[] of(String text) {
            return of(text.getBytes(StandardCharsets.UTF_8));
        }

        static byte[] of(byte[]... parts) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                message.writeBytes(part);
            }
            byte[] padded = Arrays.copyOf(message.toByteArray(), (message.size() / RATE + 1) * RATE);
            padded[message.size()] = 1;
            padded[padded.length - 1] = (byte) (padded[padded.length - 1] | 0x80);
            ByteBuffer words = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
            long[] state = new long[25];
            while (words.hasRemaining()) {
                for (int i = 0; i < RATE / 8; i++) {
                    state[i] ^= words.getLong();
                }
                permute(state);
            }
            ByteBuffer digest = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 4; i++) {
                digest.putLong(state[i]);
            }
            return digest.array();
        }

        /** Lanes are at x + 5y; the steps are the standard's theta, rho with pi, chi, iota. */
        private static void permute(long[] a) {
            int register = 1;
            for (int round = 0; round < 24; round++) {
                long[] column = new long[5];
                for (int i = 0; i < 25; i++) {
                    column[i % 5] ^= a[i];
                }
                for (int i = 0; i < 25; i++) {
                    a[i] ^= column[(i + 4) % 5] ^ Long.rotateLeft(column[(i + 1) % 5], 1);
                }
                long moved = a[1];
                int x = 1;
                int y = 0;
                for (int t = 1; t <= 24; t++) {
                    int down = (2 * x + 3 * y) % 5;
                    x = y;
                    y = down;
                    long next = a[x + 5 * y];
                    a[x + 5 * y] = Long.rotateLeft(moved, t * (t + 1) / 2);
                    moved = next;
                }
                for (int row = 0; row < 25; row += 5) {
                    long[] before = Arrays.copyOfRange(a, row, row + 5);
                    for (int i = 0; i < 5; i++) {
                        a[row + i] ^= ~before[(i + 1) % 5] & before[(i + 2) % 5];
                    }
                }
                for (int bit = 1; bit <= 64; bit *= 2) {
                    if ((register & 1) == 1) {
                        a[0] ^= 1L << (bit - 1);
                    }
                    register = (register << 1) ^ ((register >> 7) * 0x171);
                }
            }
        }
    }

    /** Recovery on secp256k1 (SEC 1, 4.1.6), which the JDK does not have; points as x/z², y/z³. */
    private static final class Curve {
        private static final BigInteger P =
                new BigInteger("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", 16);
        private static final BigInteger N =
                new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        private static final Point G = new Point(
                new BigInteger("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16),
                new BigInteger("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8", 16),
                BigInteger.ONE);

        private record Point(BigInteger x, BigInteger y, BigInteger z) {
            boolean isZero() {
                return z.signum() == 0;
            }

            Point twice() {
                BigInteger squared = y.multiply(y).mod(P);
                BigInteger s = x.multiply(squared).shiftLeft(2).mod(P);
                BigInteger m = x.multiply(x).multiply(BigInteger.valueOf(3)).mod(P);
                BigInteger x2 = m.multiply(m).subtract(s.shiftLeft(1)).mod(P);
                BigInteger eighth = squared.multiply(squared).shiftLeft(3);
                return new Point(
                        x2,
                        m.multiply(s.subtract(x2)).subtract(eighth).mod(P),
                        y.multiply(z).shiftLeft(1).mod(P));
            }

            Point plus(Point other) {
                if (isZero() || other.isZero()) {
                    return isZero() ? other : this;
                }
                BigInteger z1 = z.multiply(z).mod(P);
                BigInteger z2 = other.z.multiply(other.z).mod(P);
                BigInteger u = x.multiply(z2).mod(P);
                BigInteger s = y.multiply(z2).multiply(other.z).mod(P);
                BigInteger h = other.x.multiply(z1).subtract(u).mod(P);
                BigInteger r = other.y.multiply(z1).multiply(z).subtract(s).mod(P);
                if (h.signum() == 0) {
                    return r.signum() == 0 ? twice() : new Point(BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);
                }
                BigInteger h2 = h.multiply(h).mod(P);
                BigInteger h3 = h2.multiply(h).mod(P);
                BigInteger uh = u.multiply(h2).mod(P);
                BigInteger x3 =
                        r.multiply(r).subtract(h3).subtract(uh.shiftLeft(1)).mod(P);
                return new Point(
                        x3,
                        r.multiply(uh.subtract(x3)).subtract(s.multiply(h3)).mod(P),
                        z.multiply(other.z).multiply(h).mod(P));
            }

            Point times(BigInteger factor) {
                Point sum = new Point(BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);
                for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
                    sum = sum.twice();
                    sum = factor.testBit(bit) ? sum.plus(this) : sum;
                }
                return sum;
            }
        }

        static String signer(byte[] digest, byte[] signature) {
            require(signature.length == 65 && (signature[64] == 27 || signature[64] == 28), "not a signature");
            BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, 32));
            BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
            require(
                    r.signum() > 0 && r.compareTo(N) < 0 && s.signum() > 0 && s.compareTo(N.shiftRight(1)) <= 0,
                    "not a signature");
            BigInteger square = r.pow(3).add(BigInteger.valueOf(7)).mod(P);
            BigInteger root = square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
            require(root.multiply(root).mod(P).equals(square), "not a signature");
            BigInteger y = root.testBit(0) == (signature[64] == 28) ? root : P.subtract(root);
            BigInteger inverse = r.modInverse(N);
            BigInteger e = new BigInteger(1, digest);
            Point key = G.times(e.negate().multiply(inverse).mod(N))
                    .plus(new Point(r, y, BigInteger.ONE)
                            .times(s.multiply(inverse).mod(N)));
            require(!key.isZero(), "not a signature");
            BigInteger z = key.z.modInverse(P);
            BigInteger z2 = z.multiply(z).mod(P);
            byte[] hash = Keccak.of(
                    TypedData.word(key.x.multiply(z2).mod(P)),
                    TypedData.word(key.y.multiply(z2).multiply(z).mod(P)));
            return "0x" + HexFormat.of().formatHex(hash, 12, 32);
        }
    }

    private static int recompute(String where, Json fixing, Json receipts) {
        require(receipts.text("index").equals(fixing.text("index")), where + ": receipts of another index");
        require(receipts.text("day").equals(fixing.text("day")), where + ": receipts of another day");
        require(fixing.has("value") == receipts.has("value"), where + ": a gap on one side only");
        if (!fixing.has("value")) {
            require(receipts.list("gap").size() > 0, where + ": a gap without a reason");
            return 0;
        }
        Count count =
                switch (receipts.text("basis")) {
                    case "CARRIED" -> Count.carried(receipts.list("carried"));
                    case "DETERMINED" -> Count.determined(where, receipts.get("determined"));
                    default -> Count.ofVotes(receipts.list("votes"));
                };
        require(fixing.number("value") == count.value, where + ": the votes make it " + count.value);
        require(fixing.number("band") == count.band, where + ": the votes make its band " + count.band);
        return 1;
    }

    /**
     * The interquantile mean of the rulebook (§2.5), in the floating-point order the rulebook's count
     * is defined in, so that the same votes give the same bits.
     */
    private record Count(long value, long band) {

        record Ballot(double value, double weight) {}

        static Count ofVotes(List<Json> votes) {
            List<Ballot> ballots = new ArrayList<>();
            for (Json vote : votes) {
                double third = vote.real("weight") / 3;
                ballots.add(new Ballot(vote.real("price") - vote.real("sd"), third));
                ballots.add(new Ballot(vote.real("price"), third));
                ballots.add(new Ballot(vote.real("price") + vote.real("sd"), third));
            }
            require(!ballots.isEmpty(), "a fixing without votes");
            ballots.sort(Comparator.comparingDouble(Ballot::value).thenComparingDouble(Ballot::weight));
            double total = 0;
            for (Ballot ballot : ballots) {
                total += ballot.weight;
            }
            double value = centralMean(ballots, total);
            double lower = quantile(ballots, 0.25 * total, total);
            double upper = quantile(ballots, 0.75 * total, total);
            return new Count(micros(value), micros(Math.max(value - lower, upper - value)));
        }

        static Count determined(String where, Json by) {
            require(!by.text("proposer").equals(by.text("approver")), where + ": determined by one person alone");
            return new Count(by.number("value"), by.number("band"));
        }

        static Count carried(List<Json> past) {
            require(!past.isEmpty(), "nothing to carry");
            double sum = 0;
            double band = 0;
            for (Json fixing : past) {
                sum += fixing.real("value");
                band = Math.max(band, fixing.real("band"));
            }
            return new Count(micros(sum / past.size()), micros(band));
        }

        private static double centralMean(List<Ballot> ballots, double total) {
            double from = total / 3;
            double to = 2 * total / 3;
            double cumulated = 0;
            double weightedSum = 0;
            double weightSum = 0;
            for (Ballot ballot : ballots) {
                double next = cumulated + ballot.weight;
                double inside = Math.min(next, to) - Math.max(cumulated, from);
                if (inside > 0) {
                    weightedSum += inside * ballot.value;
                    weightSum += inside;
                }
                cumulated = next;
            }
            return weightedSum / weightSum;
        }

        private static double quantile(List<Ballot> ballots, double target, double total) {
            double cumulated = 0;
            for (Ballot ballot : ballots) {
                cumulated += ballot.weight;
                if (cumulated >= target - 1e-12 * total) {
                    return ballot.value;
                }
            }
            return ballots.getLast().value;
        }

        private static long micros(double usd) {
            return new BigDecimal(usd)
                    .movePointRight(6)
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .longValueExact();
        }
    }

    // ------------------------------------------------------------------ liabilities

    private String checkLiabilities() throws GeneralSecurityException {
        Map<String, Long> owed = new TreeMap<>();
        for (Account account : accounts.values()) {
            String[] segments = account.path.split(":", 3);
            boolean party = segments.length > 1
                    && Set.of("owner", "investor", "house", "contributor").contains(segments[0]);
            if (party && !UNOWED.contains(kinds.getOrDefault(account.asset, ""))) {
                String key = segments[0] + ":" + segments[1] + " " + account.asset;
                owed.merge(key, account.posted, Math::addExact);
            }
        }
        Map<String, Long> reserves = new TreeMap<>();
        for (Json balance : chain.list("balances")) {
            reserves.merge(balance.text("asset"), balance.number("units"), Math::addExact);
        }
        Set<String> assets = new TreeSet<>();
        long count = 0;
        for (Json tree : json("liabilities.json").list("liabilities")) {
            String asset = tree.text("asset");
            require(assets.add(asset), asset + ": two trees");
            List<Sum> sums = new ArrayList<>();
            for (Json leaf : tree.list("leaves")) {
                String key = leaf.text("holder") + " " + asset;
                long units = leaf.number("units");
                require(units > 0, key + ": not a positive liability");
                require(owed.getOrDefault(key, 0L) == units, key + ": the books owe " + owed.get(key));
                owed.remove(key);
                sums.add(Sum.leaf(leaf.text("holder"), asset, units, leaf.text("salt")));
                count++;
            }
            Sum top = Sum.top(sums);
            require(top.sum == tree.number("total"), asset + ": leaves sum to " + top.sum);
            require(top.hash.equals(tree.text("root")), asset + ": the root is not the leaves'");
            long held = reserves.getOrDefault(asset, 0L);
            require(held >= top.sum, asset + ": " + top.sum + " owed, " + held + " on chain");
        }
        kinds.forEach((asset, kind) ->
                require(UNOWED.contains(kind) || assets.contains(asset), asset + ": no tree of what is owed"));
        owed.forEach((key, units) -> require(units <= 0, key + ": owed but left out"));
        return count + " liabilities in " + assets.size() + " trees, each covered on chain";
    }

    // ------------------------------------------------------------------ terms

    private record SealedTerms(long entry, String digest) {}

    /**
     * Every line is the rulebook's or a change's that the journal sealed, and none of those is missing; a change did
     * to the terms before it what it says, and no more.
     */
    private String checkTerms() throws GeneralSecurityException {
        Set<String> rulebook = new TreeSet<>(RULEBOOK.keySet());
        int changes = terms.size();
        Map<String, Map<String, String>> before = new HashMap<>();
        for (String line : text(file("terms.txt"), "terms.txt").lines().toList()) {
            String[] fields = line.split("\t", -1);
            require(fields.length > (line.contains("\tchange ") ? 6 : 3), "not a line of terms: " + line);
            String name = fields[0] + " " + fields[1];
            String digest = hex(sha256(line.getBytes(StandardCharsets.UTF_8))).substring(2);
            Map<String, String> row = termsRow(fields);
            Map<String, String> last = before.put(fields[0], row);
            if (fields[2].equals("rulebook")) {
                require(RULEBOOK.containsKey(name), name + ": neither the rulebook's nor a change's");
                require(digest.equals(RULEBOOK.get(name)), name + ": not the rulebook's");
                require(rulebook.remove(name), name + ": stated twice");
                continue;
            }
            require(fields[2].startsWith("change "), name + ": neither the rulebook's nor a change's");
            String change = fields[2].substring("change ".length());
            SealedTerms known = terms.remove(change);
            if (known == null) {
                throw new Failure(name + ": the journal does not know change " + change);
            }
            require(digest.equals(known.digest), name + ": not as entry " + known.entry + " sealed it");
            requireFourEyes(name, fields[3], fields[4], fields[1]);
            require(last != null && follows(fields, last, row), name + ": not what change " + change + " made of it");
        }
        require(rulebook.isEmpty(), String.join(", ", rulebook) + ": the rulebook's, and not there");
        terms.forEach((change, known) -> {
            throw new Failure("entry " + known.entry + " sealed change " + change + ", which is not there");
        });
        return RULEBOOK.size() + " terms are the rulebook's, " + changes + " changes are as the journal sealed them";
    }

    private static Map<String, String> termsRow(String[] fields) {
        Map<String, String> row = new TreeMap<>();
        for (int i = fields[2].equals("rulebook") ? 3 : 6; i < fields.length; i++) {
            if (!fields[i].startsWith("sets ")) {
                int split = fields[i].indexOf('=');
                require(split > 0, "not a field of terms: " + fields[i]);
                row.put(fields[i].substring(0, split), fields[i].substring(split + 1));
            }
        }
        return row;
    }

    /** Whether a row is the one before it with what the change sets; an hour is set as 15:30 and stands as 15:30:00. */
    private static boolean follows(String[] fields, Map<String, String> last, Map<String, String> row) {
        Map<String, String> expected = new TreeMap<>(last);
        expected.put("effective", fields[1]);
        for (String field : fields) {
            if (field.startsWith("sets ")) {
                String name = field.substring("sets ".length(), field.indexOf('='));
                String value = field.substring(field.indexOf('=') + 1);
                if (value.equals("none")) {
                    expected.remove(name);
                } else {
                    expected.put(name, value.matches("[0-9]{2}:[0-9]{2}") ? value + ":00" : value);
                }
            }
        }
        return expected.equals(row) && last.getOrDefault("effective", "").compareTo(fields[1]) < 0;
    }

    private static void requireFourEyes(String name, String proposed, String approved, String effective) {
        boolean both = proposed.matches("proposed \\S+ by .+") && approved.matches("approved \\S+ by .+");
        require(both, name + ": does not say who proposed and who approved");
        String[] first = proposed.split(" ", 4);
        String[] second = approved.split(" ", 4);
        require(!first[3].equals(second[3]), name + ": " + first[3] + " approved what they proposed");
        require(second[1].substring(0, 10).compareTo(effective) < 0, name + ": in force when it was approved");
    }

    /** A node of a Merkle-sum tree. */
    private record Sum(String hash, long sum) {
        static Sum leaf(String holder, String asset, long units, String salt) throws GeneralSecurityException {
            String content = String.join("\t", holder, asset, Long.toString(units), salt);
            return new Sum(hex(sha256(new byte[] {0}, content.getBytes(StandardCharsets.UTF_8))), units);
        }

        static Sum top(List<Sum> nodes) throws GeneralSecurityException {
            if (nodes.size() <= 1) {
                return nodes.isEmpty() ? new Sum(hex(sha256()), 0) : nodes.getFirst();
            }
            int split = Integer.highestOneBit(nodes.size() - 1);
            Sum left = top(nodes.subList(0, split));
            Sum right = top(nodes.subList(split, nodes.size()));
            byte[] hash = sha256(new byte[] {1}, left.bytes(), right.bytes());
            return new Sum(hex(hash), Math.addExact(left.sum, right.sum));
        }

        /** The hash and then the sum, most significant byte first. */
        private byte[] bytes() {
            byte[] hashed = HexFormat.of().parseHex(hash, 2, hash.length());
            return ByteBuffer.allocate(40).put(hashed).putLong(sum).array();
        }
    }

    // ------------------------------------------------------------------ live chain

    /** A node asked by eth_call. */
    private final class Node {
        // The first four bytes of Keccak-256 of the function's signature.
        private static final String ROOT_AT = "0xca2869a0";
        private static final String BALANCE_OF_ID = "0x00fdd58e";
        private static final String BALANCE_OF = "0x70a08231";
        private static final String POSITION_OF = "0xa3fd0d99";
        private static final String MARGIN_OF = "0xa23270b2";

        private final HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
        private final URI address;

        Node(String rpc) {
            this.address = URI.create(rpc);
        }

        String check() throws IOException {
            BigInteger chainId = number(ask("eth_chainId", "[]"));
            require(chainId.equals(BigInteger.valueOf(chain.number("chainId"))), "the node is on chain " + chainId);
            if (head.has("anchor")) {
                String anchor = chain.get("contracts").text("JOURNAL_ANCHOR");
                String root = call(anchor, ROOT_AT + word(head.number("size")), "\"latest\"");
                require(root.equals(head.text("root")), "the chain anchors " + root + ", head.json has another root");
            }
            String at = "{\"blockHash\":\"" + chain.text("blockHash") + "\"}";
            for (Json balance : chain.list("balances")) {
                BigInteger live = new BigInteger(
                        call(contractOf(balance), dataOf(balance), at).substring(2), 16);
                if (live.testBit(255)) {
                    live = live.subtract(BigInteger.ONE.shiftLeft(256));
                }
                require(
                        live.equals(BigInteger.valueOf(balance.number("units"))),
                        balance.text("holder") + " " + balance.text("asset") + ": the chain says " + live);
            }
            return "the anchored root and " + chain.list("balances").size() + " balances are as stated";
        }

        private String contractOf(Json balance) {
            Json contracts = chain.get("contracts");
            return switch (balance.text("kind")) {
                case "VAULT" -> contracts.text("VAULT");
                case "FUND_UNITS" -> contracts.text("INDEX_FUND");
                case "POSITION", "MARGIN" -> contracts.text("CLEARING");
                default -> throw new Failure("unknown kind of balance: " + balance.text("kind"));
            };
        }

        private String dataOf(Json balance) {
            String holder = "0".repeat(24) + balance.text("holder").substring(2);
            String id = balance.text("id").substring(2);
            return switch (balance.text("kind")) {
                case "VAULT" -> BALANCE_OF_ID + holder + id;
                case "FUND_UNITS" -> BALANCE_OF + holder;
                case "POSITION" -> POSITION_OF + holder + id;
                default -> MARGIN_OF + holder;
            };
        }

        private String call(String to, String data, String block) throws IOException {
            return ask("eth_call", "[{\"to\":\"" + to + "\",\"data\":\"" + data + "\"}," + block + "]");
        }

        private String ask(String method, String parameters) throws IOException {
            String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + parameters + "}";
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(30))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                Json answer = Json.parse(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
                require(answer.has("result"), method + " was not answered: " + answer.value);
                return answer.text("result");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        private static String word(long number) {
            return String.format("%064x", number);
        }

        private static BigInteger number(String hex) {
            return new BigInteger(hex.substring(2), 16);
        }
    }

    // ------------------------------------------------------------------ hashes and signatures

    private static byte[] root(List<byte[]> hashes) throws GeneralSecurityException {
        if (hashes.size() <= 1) {
            return hashes.isEmpty() ? sha256() : hashes.getFirst();
        }
        int split = Integer.highestOneBit(hashes.size() - 1);
        byte[] left = root(hashes.subList(0, split));
        byte[] right = root(hashes.subList(split, hashes.size()));
        return sha256(new byte[] {1}, left, right);
    }

    private static byte[] sha256(byte[]... parts) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static boolean signed(String key, byte[] message, String signature) throws GeneralSecurityException {
        // RFC 8410: what comes before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo.
        byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + key);
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        ed25519.update(message);
        return ed25519.verify(HexFormat.of().parseHex(signature));
    }

    // ------------------------------------------------------------------ reading

    private byte[] file(String name) {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new Failure(name + ": missing");
        }
        return bytes;
    }

    private Json json(String name) {
        return Json.parse(text(file(name), name));
    }

    private static String text(byte[] bytes, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Failure(name + ": not UTF-8");
        }
    }

    /** Exactly so many characters of lower-case hex: nothing before, between or after. */
    private static String hex(byte[] bytes, int length, String name) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        require(text.length() == length && text.matches("[0-9a-f]+"), name + ": not " + length + " characters of hex");
        return text;
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Failure(otherwise);
        }
    }

    /** A check that failed. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failure(String what) {
            super(what);
        }

        Failure in(String name) {
            return new Failure(name + ": " + getMessage());
        }
    }

    /** A JSON value, read strictly: no member twice, nothing after the value. */
    private record Json(Object value) {
        static final Json NONE = new Json(Map.of());

        static Json parse(String text) {
            Parser parser = new Parser(text);
            Object value = parser.value(0);
            parser.end();
            return new Json(value);
        }

        boolean has(String name) {
            return value instanceof Map<?, ?> map && map.get(name) != null && map.get(name) != Parser.NULL;
        }

        Json get(String name) {
            if (value instanceof Map<?, ?> map) {
                Object member = map.get(name);
                if (member != null && member != Parser.NULL) {
                    return new Json(member);
                }
            }
            throw new Failure("no " + name);
        }

        String text(String name) {
            if (get(name).value instanceof String text) {
                return text;
            }
            throw new Failure(name + " is not text");
        }

        long number(String name) {
            return decimal(name).longValueExact();
        }

        double real(String name) {
            return decimal(name).doubleValue();
        }

        List<Json> list(String name) {
            if (get(name).value instanceof List<?> list) {
                return list.stream().map(Json::new).toList();
            }
            throw new Failure(name + " is not a list");
        }

        private BigDecimal decimal(String name) {
            if (get(name).value instanceof BigDecimal number) {
                return number;
            }
            throw new Failure(name + " is not a number");
        }
    }

    /** RFC 8259, by recursive descent. */
    private static final class Parser {
        static final Object NULL = new Object();
        private static final int DEPTH_MAX = 64;

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        void end() {
            space();
            require(at == text.length(), "JSON: something after the value");
        }

        Object value(int depth) {
            require(depth < DEPTH_MAX, "JSON: too deep");
            space();
            return switch (peek()) {
                case '{' -> object(depth);
                case '[' -> array(depth);
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", NULL);
                default -> number();
            };
        }

        private Map<String, Object> object(int depth) {
            Map<String, Object> members = new LinkedHashMap<>();
            expect('{');
            space();
            if (peek() == '}') {
                at++;
                return members;
            }
            while (true) {
                space();
                String name = string();
                space();
                expect(':');
                require(members.put(name, value(depth + 1)) == null, "JSON: " + name + " twice");
                space();
                if (peek() == '}') {
                    at++;
                    return members;
                }
                expect(',');
            }
        }

        private List<Object> array(int depth) {
            List<Object> elements = new ArrayList<>();
            expect('[');
            space();
            if (peek() == ']') {
                at++;
                return elements;
            }
            while (true) {
                elements.add(value(depth + 1));
                space();
                if (peek() == ']') {
                    at++;
                    return elements;
                }
                expect(',');
            }
        }

        private String string() {
            expect('"');
            StringBuilder read = new StringBuilder();
            while (peek() != '"') {
                char next = text.charAt(at++);
                require(next >= ' ', "JSON: a control character in text");
                read.append(next == '\\' ? escaped() : next);
            }
            at++;
            return read.toString();
        }

        private char escaped() {
            char next = peek();
            at++;
            return switch (next) {
                case '"', '\\', '/' -> next;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> {
                    require(at + 4 <= text.length(), "JSON: ends too early");
                    at += 4;
                    yield (char) HexFormat.fromHexDigits(text, at - 4, at);
                }
                default -> throw new Failure("JSON: unknown escape");
            };
        }

        private BigDecimal number() {
            int start = at;
            while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String read = text.substring(start, at);
            require(
                    read.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?"),
                    "JSON: not a value at " + start);
            return new BigDecimal(read);
        }

        private Object word(String word, Object means) {
            require(text.startsWith(word, at), "JSON: not a value at " + at);
            at += word.length();
            return means;
        }

        private void expect(char wanted) {
            require(peek() == wanted, "JSON: " + wanted + " expected at " + at);
            at++;
        }

        private char peek() {
            require(at < text.length(), "JSON: ends too early");
            return text.charAt(at);
        }

        private void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
    }
}

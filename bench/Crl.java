import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.revocation.CrlEvents;
import bulla.revocation.CrlFailure;
import bulla.revocation.CrlStore;
import bulla.revocation.CrlSuccession;
import bulla.revocation.CrlVerdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Makes the list, loads it, looks certificates up, and holds the figures against the goals. */
final class Crl {
  private static final long MOST_MILLIS = 3_000;
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOS = 1_000;
  private static final int ROUNDS = 5;
  private static final int SERIAL = 20;
  private static final String ECDSA_SHA256 = "300a06082a8648ce3d040302";

  private final Path work;
  private final int count;
  private final Certificate ca;
  private CrlIndex index;

  private Crl(Path work, int count) throws IOException {
    this.work = work;
    this.count = count;
    this.ca = Certificate.ofPem(Files.readString(work.resolve("ca.pem")));
  }

  public static void main(String[] arguments) throws Exception {
    Crl bench = new Crl(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    switch (arguments[0]) {
      case "make" -> bench.make();
      default -> System.exit(bench.measure() ? 0 : 1);
    }
  }

  private boolean measure() throws IOException {
    boolean good = load("list.der") & load("list.pem");
    long nanos = lookup();
    return good & row("lookup, half of them in vain", nanos, "ns", MOST_NANOS);
  }

  private boolean load(String file) throws IOException {
    index = null;
    long before = used();
    long best = Long.MAX_VALUE;
    CrlStore store = null;
    for (int i = 0; i < ROUNDS; i++) {
      index = null;
      long begin = System.nanoTime();
      store =
          new CrlStore(
              work.resolve(file),
              null,
              null,
              new CrlSuccession(),
              InstantSource.system(),
              new Taking());
      store.load();
      store.know(List.of(ca));
      if (!(store.check(List.of(ca), 0, List.of(), true) instanceof CrlVerdict.Good)) {
        throw new IllegalStateException("the list does not verify");
      }
      long millis = (System.nanoTime() - begin) / 1_000_000;
      if (i == 0) {
        row(file + ", the first load", millis, "ms", MOST_MILLIS);
      }
      best = Math.min(best, millis);
    }
    long kept = used() - before;
    boolean good = row(file + ", the best of " + ROUNDS, best, "ms", MOST_MILLIS);
    return row(file + ", kept in memory", kept >> 10, "KiB", MOST_BYTES >> 10)
        & good
        & store.news() > 0;
  }

  private long lookup() {
    List<BigInteger> serials =
        new Random(7).ints(200_000).mapToObj(each -> serial(each & Integer.MAX_VALUE)).toList();
    String issuer = ca.subject().canonical();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      int found = 0;
      long begin = System.nanoTime();
      for (BigInteger serial : serials) {
        found += index.entry(issuer, serial) == null ? 0 : 1;
      }
      best = Math.min(best, (System.nanoTime() - begin) / serials.size());
      if (found == 0 || found == serials.size()) {
        throw new IllegalStateException("found " + found);
      }
    }
    return best;
  }

  /** Numbers below {@code 2 * count} are asked for, those below {@code count} are listed. */
  private BigInteger serial(int number) {
    return new BigInteger(octets(number % (2 * count)));
  }

  private static byte[] octets(int number) {
    byte[] octets = new byte[SERIAL];
    new Random(number).nextBytes(octets);
    octets[0] = (byte) (octets[0] & 0x3f | 0x40);
    return octets;
  }

  private static boolean row(String what, long got, String unit, long most) {
    boolean met = got <= most;
    System.out.printf(
        "%-32s %8d %-4s %s %d: %s%n", what, got, unit, "<=", most, met ? "met" : "MISSED");
    return met;
  }

  private static long used() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void make() throws Exception {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    byte[] tail =
        join(time(Instant.now()), HexFormat.of().parseHex("300c300a0603551d1504030a0101"));
    for (int i = 0; i < count; i++) {
      entries.write(element(0x30, join(element(2, octets(i)), tail)));
    }
    byte[] extensions =
        element(0xa0, element(0x30, HexFormat.of().parseHex("300a0603551d140403020101")));
    byte[] signed =
        element(
            0x30,
            join(
                HexFormat.of().parseHex("020101" + ECDSA_SHA256),
                ca.subject().der(),
                time(Instant.now()),
                time(Instant.now().plusSeconds(86_400)),
                element(0x30, entries.toByteArray()),
                extensions));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key());
    signature.update(signed);
    byte[] der =
        element(
            0x30,
            join(
                signed,
                HexFormat.of().parseHex(ECDSA_SHA256),
                element(3, join(new byte[1], signature.sign()))));
    Files.write(work.resolve("list.der"), der);
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        work.resolve("list.pem"),
        "-----BEGIN X509 CRL-----\n" + body + "\n-----END X509 CRL-----\n");
    System.out.printf("a list of %d entries, %d KiB of DER%n", count, der.length >> 10);
  }

  private PrivateKey key() throws Exception {
    byte[] der = Files.readAllBytes(work.resolve("ca.der"));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] time(Instant instant) {
    String text =
        DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC).format(instant);
    return element(0x17, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] element(int tag, byte[] content) {
    byte[] length =
        new BigInteger(
                1,
                new byte[] {
                  (byte) (content.length >> 24), (byte) (content.length >> 16),
                  (byte) (content.length >> 8), (byte) content.length
                })
            .toByteArray();
    int from = length.length > 1 && length[0] == 0 ? 1 : 0;
    byte[] bare = Arrays.copyOfRange(length, from, length.length);
    return content.length < 0x80
        ? join(new byte[] {(byte) tag, (byte) content.length}, content)
        : join(new byte[] {(byte) tag, (byte) (0x80 | bare.length)}, bare, content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private final class Taking implements CrlEvents {
    @Override
    public void taken(String place, CrlIndex list) {
      index = list;
    }

    @Override
    public void unusable(String place, CrlIndex list, CrlFailure why) {
      throw new IllegalStateException(why.text());
    }

    @Override
    public void notKept(String place, Path file, IOException why) {
      throw new IllegalStateException(why);
    }

    @Override
    public void refused(String place, String why) {
      throw new IllegalStateException(why);
    }
  }
}

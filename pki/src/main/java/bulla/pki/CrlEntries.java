package bulla.pki;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a CRL (RFC 5280 5.3) in a form that a million of them fit into: each is a record
 * of some thirty octets in one array, found by a table of the records' places. Serial numbers are
 * compared as they are, never by a digest alone. Immutable.
 */
final class CrlEntries {
  /** RFC 5280 4.1.2.2 allows 20; some CAs have one more, for the sign. */
  private static final int LONGEST_SERIAL = 64;

  private static final int MOST_ISSUERS = 0xffff;

  // A record: length of the serial number, the serial number, and then these.
  private static final int ISSUER_OCTETS = 2;
  private static final int TIME_OCTETS = 5;
  private static final int TAIL = ISSUER_OCTETS + TIME_OCTETS + 1;
  private static final int NO_REASON = -1;
  private static final int REMOVE_FROM_CRL = 8;

  private final byte[] records;

  /** Open addressing: one more than a record's place, 0 for a slot that is free. */
  private final int[] slots;

  private final int count;

  /** Certificate issuers by {@link Name#canonical}; the CRL's own has the number 0. */
  private final Map<String, Integer> issuers;

  private final boolean unknownCritical;

  private CrlEntries(
      byte[] records,
      int[] slots,
      int count,
      Map<String, Integer> issuers,
      boolean unknownCritical) {
    this.records = records;
    this.slots = slots;
    this.count = count;
    this.issuers = issuers;
    this.unknownCritical = unknownCritical;
  }

  /**
   * Reads the content of revokedCertificates, which may be empty.
   *
   * @param issuer of the CRL, {@link Name#canonical}
   */
  static CrlEntries read(String issuer, byte[] der, int from, int to) {
    return new Builder(issuer, der, from, to).build();
  }

  /** How many certificates are listed. */
  int count() {
    return count;
  }

  /** Whether an entry has a critical extension that nobody here knows (RFC 5280 5.3). */
  boolean unknownCritical() {
    return unknownCritical;
  }

  /** Octets of memory, near enough. */
  long size() {
    return records.length + (long) Integer.BYTES * slots.length;
  }

  /**
   * The entry of a certificate; null if there is none.
   *
   * @param issuer of the certificate, {@link Name#canonical}
   */
  Crl.@Nullable Entry find(String issuer, BigInteger serial) {
    Integer number = issuers.get(issuer);
    if (number == null) {
      return null;
    }
    byte[] wanted = serial.toByteArray();
    int slot = slot(records, slots, wanted, 0, wanted.length, number);
    return slots[slot] == 0 ? null : entry(serial, slots[slot] + wanted.length);
  }

  private Crl.Entry entry(BigInteger serial, int tail) {
    long seconds = records[tail + ISSUER_OCTETS];
    for (int i = 1; i < TIME_OCTETS; i++) {
      seconds = seconds << 8 | (records[tail + ISSUER_OCTETS + i] & 0xff);
    }
    return new Crl.Entry(
        serial, Instant.ofEpochSecond(seconds), records[tail + ISSUER_OCTETS + TIME_OCTETS]);
  }

  /** The slot of a certificate's record, or the free one where it would be. */
  private static int slot(
      byte[] records, int[] slots, byte[] serial, int from, int length, int issuer) {
    int hash = issuer;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + serial[i];
    }
    // Serial numbers are random or count up: both are to spread.
    hash *= 0x9e3779b9;
    int slot = (hash ^ hash >>> 15) & slots.length - 1;
    while (slots[slot] != 0 && !is(records, slots[slot] - 1, serial, from, length, issuer)) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private static boolean is(
      byte[] records, int at, byte[] serial, int from, int length, int issuer) {
    if (records[at] != length) {
      return false;
    }
    int tail = at + 1 + length;
    return ((records[tail] & 0xff) << 8 | (records[tail + 1] & 0xff)) == issuer
        && Arrays.equals(records, at + 1, tail, serial, from, from + length);
  }

  /** Goes over the entries twice: to learn how much room they need, and to put them there. */
  private static final class Builder {
    private final byte[] der;
    private final int from;
    private final int to;
    private final Map<String, Integer> issuers = new HashMap<>();
    private byte[] records = new byte[0];
    private int[] slots = new int[1];
    private int used;
    private int count;
    private boolean unknownCritical;

    /** RFC 5280 5.3.3: an entry without certificateIssuer has that of the entry before it. */
    private int issuer;

    private int reason;

    Builder(String issuer, byte[] der, int from, int to) {
      this.issuers.put(issuer, 0);
      this.der = der;
      this.from = from;
      this.to = to;
    }

    CrlEntries build() {
      allocate();
      DerReader entries = new DerReader(der, from, to);
      while (entries.hasNext()) {
        add(entries.take(DerReader.SEQUENCE).inside());
      }
      return new CrlEntries(records, slots, count, Map.copyOf(issuers), unknownCritical);
    }

    private void allocate() {
      long octets = 0;
      int entries = 0;
      DerReader reader = new DerReader(der, from, to);
      while (reader.hasNext()) {
        DerReader entry = reader.take(DerReader.SEQUENCE).inside();
        entry.integer();
        if (entry.length() > LONGEST_SERIAL) {
          throw new IllegalArgumentException(
              "a serial number of %d octets, where %d are the most"
                  .formatted(entry.length(), LONGEST_SERIAL));
        }
        octets += 1 + entry.length() + TAIL;
        entries++;
      }
      records = new byte[Math.toIntExact(octets)];
      // Two thirds full at most.
      slots = new int[Math.max(Integer.highestOneBit(entries + entries / 2) << 1, 2)];
    }

    private void add(DerReader entry) {
      entry.integer();
      int serial = entry.content();
      int length = entry.length();
      long time = entry.time();
      reason = NO_REASON;
      if (entry.hasNext()) {
        extensions(entry.take(DerReader.SEQUENCE).inside());
      }
      entry.finish();
      put(serial, length, time);
    }

    /** Of two entries for one certificate the first counts, unless it only takes one back. */
    private void put(int serial, int length, long time) {
      int slot = slot(records, slots, der, serial, length, issuer);
      if (slots[slot] != 0) {
        int tail = slots[slot] + length;
        if (records[tail + TAIL - 1] == REMOVE_FROM_CRL) {
          tail(tail, time);
        }
        return;
      }
      slots[slot] = used + 1;
      records[used] = (byte) length;
      System.arraycopy(der, serial, records, used + 1, length);
      tail(used + 1 + length, time);
      used += 1 + length + TAIL;
      count++;
    }

    private void tail(int at, long time) {
      records[at] = (byte) (issuer >> 8);
      records[at + 1] = (byte) issuer;
      for (int i = 0; i < TIME_OCTETS; i++) {
        records[at + ISSUER_OCTETS + i] = (byte) (time >> (8 * (TIME_OCTETS - 1 - i)));
      }
      records[at + TAIL - 1] = (byte) reason;
    }

    private void extensions(DerReader all) {
      while (all.hasNext()) {
        CrlExtension extension = CrlExtension.read(all);
        switch (extension.id()) {
          case CrlExtension.REASON -> reason = reason(extension.value());
          case CrlExtension.CERTIFICATE_ISSUER -> issuer = issuer(extension.value());
          case CrlExtension.INVALIDITY_DATE -> {}
          default -> unknownCritical |= extension.critical();
        }
      }
    }

    private static int reason(DerReader value) {
      value.take(DerReader.ENUMERATED);
      byte[] number = value.bytes();
      if (number.length != 1 || number[0] < 0 || number[0] > 10) {
        throw new IllegalArgumentException("a CRLReason that there is not");
      }
      return number[0];
    }

    private int issuer(DerReader value) {
      List<String> names = new ArrayList<>();
      for (GeneralName name : GeneralNames.getInstance(value.take().element()).getNames()) {
        if (name.getTagNo() == GeneralName.directoryName) {
          names.add(Name.of(X500Name.getInstance(name.getName())).canonical());
        }
      }
      if (names.size() != 1) {
        throw new IllegalArgumentException(
            "a certificateIssuer with " + names.size() + " distinguished names, where one belongs");
      }
      int number = issuers.computeIfAbsent(names.getFirst(), _ -> issuers.size());
      if (number > MOST_ISSUERS) {
        throw new IllegalArgumentException("more than " + MOST_ISSUERS + " certificate issuers");
      }
      return number;
    }
  }
}

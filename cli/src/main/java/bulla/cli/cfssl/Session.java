package bulla.cli.cfssl;

import bulla.ca.CaFiles;
import bulla.ca.CertDb;
import bulla.ca.OcspSigner;
import bulla.ca.Signer;
import bulla.ca.SigningConfiguration;
import bulla.cfssl.CfsslException;
import bulla.cfssl.CsrJson;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.FileTrouble;
import bulla.cfssl.GoDuration;
import bulla.cfssl.Json;
import bulla.cfssl.JsonException;
import bulla.pki.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One run of a command: its flags, its streams, and what flags name. */
record Session(
    GoFlags flags,
    InputStream in,
    PrintStream out,
    CfsslLog log,
    UnaryOperator<@Nullable String> environment,
    InstantSource clock,
    SecureRandom random) {

  /** The argument at a place behind the flags. */
  String argument(int index, String what) throws CfsslException {
    if (index >= flags.arguments().size()) {
      throw new CfsslException(
          ErrorCode.BAD_REQUEST, "not enough arguments are supplied: " + what + " is missing");
    }
    return flags.arguments().get(index);
  }

  /** The value of a flag that the command cannot do without. */
  String needed(String flag) throws CfsslException {
    String value = flags.text(flag);
    if (value.isEmpty()) {
      throw new CfsslException(
          ErrorCode.BAD_REQUEST, "need the flag -%s; -h tells what it is".formatted(flag));
    }
    return value;
  }

  /** A file's bytes, or stdin's for {@code -}. */
  byte[] read(String name) throws CfsslException {
    try {
      return name.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(name));
    } catch (IOException e) {
      throw new CfsslException(
          ErrorCode.BAD_REQUEST, "open " + name + ": " + FileTrouble.reason(e), e);
    }
  }

  CsrJson csrJson(byte[] text) throws CfsslException {
    try {
      return CsrJson.of(Json.object(text));
    } catch (JsonException e) {
      throw new CfsslException(ErrorCode.CSR_BAD_REQUEST, "Failed to parse input: " + e.text(), e);
    }
  }

  SigningConfiguration configuration() throws CfsslException {
    String file = flags.text("config");
    return file.isEmpty()
        ? SigningConfiguration.defaults()
        : SigningConfiguration.load(Path.of(file), environment);
  }

  /** The CA of -ca and -ca-key. */
  Signer signer() throws CfsslException {
    return Signer.of(certificate("ca"), caKey(), clock, random);
  }

  Certificate certificate(String flag) throws CfsslException {
    return CaFiles.certificate(named(needed(flag)), "-" + flag + " " + flags.text(flag));
  }

  /** The key of -ca-key, decrypted with CFSSL_CA_PK_PASSWORD. */
  PrivateKey caKey() throws CfsslException {
    String passphrase = environment.apply("CFSSL_CA_PK_PASSWORD");
    return CaFiles.key(
        named(needed("ca-key")),
        "-ca-key " + flags.text("ca-key"),
        passphrase == null || passphrase.isEmpty() ? null : passphrase.toCharArray());
  }

  @Nullable CertDb database() throws CfsslException {
    String file = flags.text("db-config");
    return file.isEmpty() ? null : CertDb.ofConfiguration(Path.of(file));
  }

  CertDb neededDatabase() throws CfsslException {
    return CertDb.ofConfiguration(Path.of(needed("db-config")));
  }

  /** The OCSP signer of -ca, -responder and -responder-key. */
  OcspSigner ocspSigner() throws CfsslException {
    return new OcspSigner(
        certificate("ca"),
        certificate("responder"),
        CaFiles.key(named(needed("responder-key")), "-responder-key", null),
        GoDuration.of(flags.text("interval")));
  }

  /** The OCSP signer that the configuration names, or that flags name; null if neither does. */
  @Nullable OcspSigner optionalOcspSigner(SigningConfiguration configuration)
      throws CfsslException {
    if (!flags.text("responder").isEmpty()) {
      return ocspSigner();
    }
    return configuration.ocsp() == null ? null : OcspSigner.of(configuration.ocsp());
  }

  /** -ca and -ca-key take a path, file:PATH, or env:NAME with the PEM itself. */
  private byte[] named(String value) throws CfsslException {
    if (value.startsWith("env:")) {
      String content = environment.apply(value.substring("env:".length()));
      if (content == null || content.isEmpty()) {
        throw new CfsslException(
            ErrorCode.BAD_REQUEST, "environment variable of '" + value + "' is not set");
      }
      return content.getBytes(StandardCharsets.ISO_8859_1);
    }
    return read(value.startsWith("file:") ? value.substring("file:".length()) : value);
  }
}

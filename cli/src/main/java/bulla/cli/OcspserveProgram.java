package bulla.cli;

import bulla.ca.CaFiles;
import bulla.ca.CertDb;
import bulla.ca.OcspSigner;
import bulla.cfssl.CfsslException;
import bulla.cfssl.FileTrouble;
import bulla.cli.cfssl.CfsslLog;
import bulla.pki.Certificate;
import bulla.responder.CertDbSource;
import bulla.responder.OcspResponder;
import bulla.responder.OcspSource;
import bulla.responder.ResponsesFile;
import bulla.responder.RevocationBoard;
import bulla.responder.SigningSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.ParseResult;

/** {@code cfssl ocspserve}: answers OCSP from certdb, or from a file. */
final class OcspserveProgram implements Program {
  private static final int FATAL = 5;

  @Override
  public int run(List<String> arguments, Console console) {
    return new GoOptions("cfssl ocspserve", "Answers OCSP requests from certdb or a file.")
        .text("address", "127.0.0.1", "address to listen on")
        .number("port", 8888, "port to listen on")
        .text("path", "/", "path below which requests are taken")
        .text("db-config", null, "certdb configuration; answers are read anew each time")
        .text("ca", null, "the issuer's certificate, to answer questions by SHA-256")
        .text("responder", null, "the OCSP signer's certificate, for the same")
        .text("responder-key", null, "the OCSP signer's key, for the same")
        .text("responses", null, "file of base64 answers, as ocspdump prints them")
        .number("loglevel", 1, "0 debug to 5 fatal")
        .run(arguments, console, parsed -> serve(parsed, console));
  }

  private static int serve(ParseResult parsed, Console console) {
    int level = GoOptions.number(parsed, "loglevel");
    if (level < 0 || level > FATAL) {
      console.err().println("cfssl ocspserve: -loglevel is a number from 0 to " + FATAL);
      return GoOptions.WRONG_FLAG;
    }
    new CfsslLog(console.err(), InstantSource.system(), level).takeOver();
    return answer(parsed, console);
  }

  private static int answer(ParseResult parsed, Console console) {
    String responses = GoOptions.text(parsed, "responses");
    String database = GoOptions.text(parsed, "db-config");
    if (responses.isEmpty() == database.isEmpty()) {
      console.err().println("cfssl ocspserve: give one of -db-config and -responses");
      return 1;
    }
    InstantSource clock = InstantSource.system();
    String path = GoOptions.text(parsed, "path");
    String address = GoOptions.text(parsed, "address");
    int port = GoOptions.number(parsed, "port");
    try (ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor()) {
      if (database.isEmpty()) {
        ResponsesFile source = ResponsesFile.read(Path.of(responses));
        return ServerRun.untilTold(
            address, port, new OcspResponder(path, source, clock, blocking, null));
      }
      try (CertDb db = CertDb.ofConfiguration(Path.of(database));
          RevocationBoard board = new RevocationBoard(db, clock)) {
        return ServerRun.untilTold(
            address,
            port,
            new OcspResponder(path, source(parsed, db, clock), clock, blocking, board),
            board::close);
      }
    } catch (IOException e) {
      console
          .err()
          .println("cfssl ocspserve: " + responses + " cannot be read: " + FileTrouble.reason(e));
      return 1;
    } catch (CfsslException e) {
      console.err().println(e.json());
      return 1;
    }
  }

  private static OcspSource source(ParseResult parsed, CertDb db, InstantSource clock)
      throws CfsslException {
    String ca = GoOptions.text(parsed, "ca");
    String responder = GoOptions.text(parsed, "responder");
    String key = GoOptions.text(parsed, "responder-key");
    if (ca.isEmpty() || responder.isEmpty() || key.isEmpty()) {
      return new CertDbSource(db);
    }
    Certificate issuer = CaFiles.certificate(Path.of(ca));
    OcspSigner signer =
        new OcspSigner(
            issuer,
            CaFiles.certificate(Path.of(responder)),
            CaFiles.key(Path.of(key), null),
            OcspSigner.DEFAULT_INTERVAL);
    return new SigningSource(db, issuer, signer, clock);
  }
}

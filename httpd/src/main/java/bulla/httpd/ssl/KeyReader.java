package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.VirtualHost;
import bulla.pki.PrivateKeys;
import bulla.tls.TlsKey;
import bulla.tls.TlsSettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private keys of one start, the encrypted ones too: a passphrase that has opened one key
 * is tried on the next before anybody is asked. Used by one thread.
 */
final class KeyReader implements AutoCloseable {
  private final PassphraseSource source;
  private final KeptKeys kept;
  private final HostLog log;
  private final List<char[]> known = new ArrayList<>();
  private boolean introduced;
  private boolean asked;

  /**
   * A reader.
   *
   * @param log is told how keys were come by
   */
  KeyReader(PassphraseSource source, KeptKeys kept, HostLog log) {
    this.source = source;
    this.kept = kept;
    this.log = log;
  }

  /**
   * The key of a file.
   *
   * @param index its place among the host's keys, from 0
   * @return the caller closes it
   */
  TlsKey read(VirtualHost host, int index, Path file) throws HostFailure {
    PassphraseDialog.Subject subject = new PassphraseDialog.Subject(SslHost.id(host), index, file);
    byte[] pem;
    try {
      pem = Files.readAllBytes(file);
    } catch (IOException unreadable) {
      TlsKey before = kept.find(file);
      if (before != null) {
        reused(subject);
        return before;
      }
      throw failure(subject, "the file cannot be read: " + unreadable, List.of());
    }
    try {
      KeptKeys.Digest content = KeptKeys.Digest.of(pem);
      TlsKey key = kept.find(file, content);
      if (key != null) {
        reused(subject);
        return key;
      }
      key = read(pem, subject, host.log());
      kept.keep(file, content, key);
      return key;
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  /** Forgets the passphrases. */
  @Override
  public void close() {
    known.forEach(phrase -> Arrays.fill(phrase, '\0'));
    known.clear();
    if (asked) {
      log.server(
          Ssl.LOG, LogLevel.DEBUG, "AH02560: Init: Wiped out the queried pass phrases from memory");
    }
  }

  private TlsKey read(byte[] pem, PassphraseDialog.Subject subject, HostLog hostLog)
      throws HostFailure {
    if (!PrivateKeys.isEncrypted(new String(pem, StandardCharsets.ISO_8859_1))) {
      try {
        return TlsKey.ofPem(pem, null);
      } catch (TlsSettingsException refused) {
        throw failure(subject, String.valueOf(refused.getMessage()), refused.libraryErrors());
      }
    }
    for (char[] phrase : known) {
      try {
        TlsKey key = TlsKey.ofPem(pem, phrase);
        told(
            hostLog, "AH02584: encrypted " + subject.label() + " private key - pass phrase reused");
        return key;
      } catch (TlsSettingsException another) {
        // The key has a passphrase of its own.
      }
    }
    asked = true;
    try (PassphraseDialog dialog = dialog(subject)) {
      return ask(dialog, pem, subject, hostLog);
    } catch (IOException failed) {
      throw failure(subject, source(subject) + ": " + failed.getMessage(), List.of());
    }
  }

  private TlsKey ask(
      PassphraseDialog dialog, byte[] pem, PassphraseDialog.Subject subject, HostLog hostLog)
      throws IOException, HostFailure {
    for (int left = dialog.retries(); true; left--) {
      hostLog.server(Ssl.LOG, LogLevel.INFO, dialog.announcement());
      char @Nullable [] phrase = dialog.ask();
      if (phrase == null) {
        dialog.failed("Private key not found.");
        hostLog.server(Ssl.LOG, LogLevel.ERROR, "AH02579: Init: Private key not found");
        throw failure(subject, source(subject) + " gave no pass phrase", List.of());
      }
      known.add(phrase);
      try {
        TlsKey key = TlsKey.ofPem(pem, phrase);
        dialog.right();
        told(
            hostLog,
            "AH02583: encrypted " + subject.label() + " private key - pass phrase requested");
        return key;
      } catch (TlsSettingsException refused) {
        Arrays.fill(known.removeLast(), '\0');
        if (left == 0) {
          dialog.failed("Pass phrase incorrect.");
          hostLog.server(
              Ssl.LOG,
              LogLevel.EMERG,
              "AH02580: Init: Pass phrase incorrect for key " + subject.label());
          throw failure(
              subject, source(subject) + " gave a wrong pass phrase", refused.libraryErrors());
        }
        dialog.wrong(left);
      }
    }
  }

  private PassphraseDialog dialog(PassphraseDialog.Subject subject)
      throws IOException, HostFailure {
    boolean first = !introduced;
    introduced = true;
    return switch (source) {
      case PassphraseSource.Program program ->
          new ProgramDialog(program.path(), subject, ProgramDialog.LIMIT);
      case PassphraseSource.Pipe pipe ->
          new SpokenDialog(
              PipeVoice.start(pipe.command()),
              "AH01967: Init: Requesting pass phrase via piped dialog",
              subject,
              first);
      case PassphraseSource.Terminal _ -> {
        Optional<TerminalVoice> terminal = TerminalVoice.find();
        if (terminal.isEmpty()) {
          log.server(
              Ssl.LOG,
              LogLevel.ERROR,
              "AH02578: Init: Unable to read pass phrase [Hint: key introduced or changed before"
                  + " restart?]");
          throw failure(
              subject,
              "the key is encrypted and there is no terminal to ask for its pass phrase: start the"
                  + " server from one, or name a program that tells it with SSLPassPhraseDialog"
                  + " exec:/path",
              List.of());
        }
        yield new SpokenDialog(
            terminal.get(),
            "AH01968: Init: Requesting pass phrase via builtin terminal dialog",
            subject,
            first);
      }
    };
  }

  private String source(PassphraseDialog.Subject subject) {
    return switch (source) {
      case PassphraseSource.Program program -> program.path() + ", asked for " + subject.file();
      case PassphraseSource.Pipe pipe ->
          pipe.command().getFirst() + ", asked for " + subject.file();
      case PassphraseSource.Terminal _ -> "the terminal, asked for " + subject.file();
    };
  }

  private void reused(PassphraseDialog.Subject subject) {
    log.server(
        Ssl.LOG,
        LogLevel.DEBUG,
        "AH02575: Reusing existing private key from " + subject.file() + " on restart");
  }

  private static void told(HostLog log, String message) {
    log.server(Ssl.LOG, LogLevel.DEBUG, message);
  }

  private static HostFailure failure(
      PassphraseDialog.Subject subject, String remedy, List<String> errors) {
    return new HostFailure(
        "AH02564: Failed to configure encrypted (?) private key "
            + subject.label()
            + ", check "
            + subject.file(),
        remedy,
        errors);
  }
}

package bulla.httpd.ssl;

import bulla.httpd.core.ServerSoftware;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks in httpd's words, at a terminal or at a program that stands in for one. */
final class SpokenDialog implements PassphraseDialog {

  private static final int RETRIES = 5;

  /** Wrong answers that cost no waiting. */
  private static final int PATIENCE = 2;

  private static final int SECONDS_MORE = 5;

  /** Who is spoken to. */
  interface Voice extends AutoCloseable {
    void say(String text) throws IOException;

    /** One line, not shown; null at the end. */
    char @Nullable [] hear(String prompt) throws IOException;

    @Override
    default void close() {}
  }

  private final Voice voice;
  private final String announcement;
  private final Subject subject;
  private final boolean introduce;
  private boolean begun;

  /**
   * A dialog about one key.
   *
   * @param introduce whether nobody has been asked before
   */
  SpokenDialog(Voice voice, String announcement, Subject subject, boolean introduce) {
    this.voice = voice;
    this.announcement = announcement;
    this.subject = subject;
    this.introduce = introduce;
  }

  @Override
  public String announcement() {
    return announcement;
  }

  @Override
  public char @Nullable [] ask() throws IOException {
    if (!begun) {
      begun = true;
      String introduction =
          "Apache/"
              + ServerSoftware.VERSION
              + " mod_ssl (Pass Phrase Dialog)\n"
              + "Some of your private key files are encrypted for security reasons.\n"
              + "In order to read them you have to provide the pass phrases.\n";
      voice.say(
          (introduce ? introduction : "")
              + "\nPrivate key "
              + subject.label()
              + " ("
              + subject.file()
              + ")\n");
    }
    while (true) {
      char[] answer = voice.hear("Enter pass phrase:");
      if (answer == null || answer.length > 0) {
        return answer;
      }
      voice.say("Apache:mod_ssl:Error: Pass phrase empty (needs to be at least 1 character).\n");
    }
  }

  @Override
  public int retries() {
    return RETRIES;
  }

  @Override
  public void wrong(int retriesLeft) throws IOException {
    voice.say(
        "Apache:mod_ssl:Error: Pass phrase incorrect ("
            + retriesLeft
            + " more "
            + (retriesLeft == 1 ? "retry" : "retries")
            + " permitted).\n");
    int wrong = RETRIES - retriesLeft + 1;
    if (wrong > PATIENCE) {
      try {
        TimeUnit.SECONDS.sleep((long) SECONDS_MORE * (wrong - PATIENCE));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("stopped while a pass phrase was asked for", stopped);
      }
    }
  }

  @Override
  public void right() throws IOException {
    voice.say("\nOK: Pass Phrase Dialog successful.\n");
  }

  @Override
  public void failed(String reason) throws IOException {
    voice.say("Apache:mod_ssl:Error: " + reason + "\n**Stopped\n");
  }

  @Override
  public void close() {
    voice.close();
  }
}

package bulla.tls;

import java.util.List;

/** How a question for a client's certificate on an open connection ended. */
public sealed interface Authentication {

  /**
   * Lines of the OpenSSL error queue, in its text form {@code error:0A00045C:SSL routines::...}.
   */
  List<String> libraryErrors();

  /** The client answered: with a certificate that was accepted, or (if optional) with none. */
  record Completed() implements Authentication {
    @Override
    public List<String> libraryErrors() {
      return List.of();
    }
  }

  /**
   * The question could not be put: the client never offered post_handshake_auth (RFC 8446 4.2.6),
   * or was asked before. The connection is as it was and can carry a response.
   */
  record CannotAsk(List<String> libraryErrors) implements Authentication {
    public CannotAsk {
      libraryErrors = List.copyOf(libraryErrors);
    }
  }

  /**
   * The question was not put on TLS 1.2: the client does not support what makes a renegotiation
   * safe. The connection is as it was and can carry a response.
   *
   * @param missing what it does not support, in words
   */
  record Unsafe(String missing) implements Authentication {
    @Override
    public List<String> libraryErrors() {
      return List.of();
    }
  }

  /**
   * The handshake failed and an alert went out; the connection is dead and nothing more can be
   * sent.
   *
   * @param certificateShown whether the client had sent a certificate
   * @param verifyError the X509_V_ERR_ number that the verification ended with, 0 if none
   */
  record Failed(boolean certificateShown, int verifyError, List<String> libraryErrors)
      implements Authentication {
    public Failed {
      libraryErrors = List.copyOf(libraryErrors);
    }
  }

  /** The peer went away, or its time ran out, before it answered. The connection is dead. */
  record Abandoned(List<String> libraryErrors) implements Authentication {
    public Abandoned {
      libraryErrors = List.copyOf(libraryErrors);
    }
  }
}

package bulla.revocation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.0 exchange over a socket of its own (RFC 1945). No redirects, no TLS, no keep-alive:
 * what an OCSP responder needs and an attacker cannot bend. Whatever certificates make us ask goes
 * through here, and to addresses that were looked at. Blocks; to be called on a thread that may.
 *
 * @param timeout for looking up the host, for connecting to each address, and again for each read
 * @param bodyLimit octets
 * @param proxy asked in the others' stead, null for none; it is the operator's word
 * @param allowed who may be asked
 */
record PlainHttp(Duration timeout, long bodyLimit, @Nullable HttpUrl proxy, AllowedPlaces allowed) {
  static final int HEADER_LINES = 256;
  private static final int LINE_LIMIT = 8190;

  /** Connect, headers and body may each take the time limit; a drip may not take more. */
  private static final int STEPS = 3;

  /** APR_TIMEUP, which httpd prints for a time limit of its own. */
  static final int TIME_UP = 70007;

  private static final String TIME_UP_TEXT = "The timeout specified has expired";

  /**
   * What came.
   *
   * @param link the Link field (RFC 8288) of the answer, null if it has none
   * @param date the Date field (RFC 9110 6.6.1), null if it has none
   */
  record Reply(byte[] body, @Nullable String link, @Nullable String date) {}

  /** The head of an answer; {@code length} is -1 if it tells none. */
  private record Head(long length, @Nullable String link, @Nullable String date) {}

  Reply post(HttpUrl url, String type, byte[] body) throws OcspException {
    byte[] head =
        ("POST %s HTTP/1.0\r\nHost: %s\r\nContent-Type: %s\r\nConnection: close\r\n"
                + "Content-Length: %d\r\n\r\n")
            .formatted(target(url), url.hostPort(), type, body.length)
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return exchange(url, request);
  }

  Reply get(HttpUrl url) throws OcspException {
    return exchange(
        url,
        "GET %s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n"
            .formatted(target(url), url.hostPort())
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private String target(HttpUrl url) {
    return proxy == null ? url.path() : "http://" + url.hostPort() + url.path();
  }

  private Reply exchange(HttpUrl url, byte[] request) throws OcspException {
    String responder = url.hostPort();
    Deadline deadline = new Deadline(timeout, System.nanoTime() + STEPS * timeout.toNanos());
    try (Socket socket = connect(url)) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request);
      InputStream in = new BufferedInputStream(deadline.limit(socket));
      Head head = head(responder, in);
      return new Reply(body(responder, in, head.length()), head.link(), head.date());
    } catch (SocketTimeoutException e) {
      throw new OcspException(new OcspFailure.TimedOut(responder));
    } catch (IOException e) {
      throw new OcspException(new OcspFailure.Broken(responder, text(e)));
    }
  }

  private Socket connect(HttpUrl url) throws OcspException {
    if (proxy == null) {
      return connect(url, allowed, url.hostPort());
    }
    InetAddress literal = HostLookup.literal(url.host());
    if (!allowed.permit(url, literal)) {
      throw new OcspException(new OcspFailure.NotAllowed(url.hostPort(), url.host()));
    }
    return connect(proxy, AllowedPlaces.ANY, url.hostPort());
  }

  /** To the very address that was looked at: the name may have another one the next time. */
  private Socket connect(HttpUrl peer, AllowedPlaces places, String responder)
      throws OcspException {
    OcspFailure last = new OcspFailure.NoAddress(responder);
    for (InetAddress address : addresses(peer, responder)) {
      if (!places.permit(peer, address)) {
        last = new OcspFailure.NotAllowed(responder, address.getHostAddress());
        continue;
      }
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, peer.port()), millis(timeout));
        return socket;
      } catch (IOException e) {
        closeQuietly(socket);
        last = cannotConnect(responder, e);
      }
    }
    throw new OcspException(last);
  }

  private InetAddress[] addresses(HttpUrl peer, String responder) throws OcspException {
    try {
      return HostLookup.addresses(peer.host(), timeout);
    } catch (UnknownHostException e) {
      throw new OcspException(new OcspFailure.NoAddress(responder));
    } catch (TimeoutException e) {
      throw new OcspException(new OcspFailure.CannotConnect(responder, TIME_UP, TIME_UP_TEXT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OcspException(new OcspFailure.Broken(responder, "interrupted"));
    }
  }

  /** Reads status line and headers. */
  private static Head head(String responder, InputStream in) throws IOException, OcspException {
    String statusLine = line(responder, in);
    if (!statusLine.startsWith("HTTP/")) {
      throw new OcspException(
          new OcspFailure.Broken(responder, statusLine.isEmpty() ? "(none)" : statusLine));
    }
    String status = statusLine.substring(statusLine.indexOf(' ') + 1).strip();
    if (!status.equals("200") && !status.startsWith("200 ")) {
      throw new OcspException(new OcspFailure.BadStatus(responder, status));
    }
    long length = -1;
    String link = null;
    String date = null;
    for (int lines = 0; ; lines++) {
      String line = line(responder, in);
      if (line.isEmpty()) {
        return new Head(length, link, date);
      } else if (lines == HEADER_LINES) {
        throw new OcspException(new OcspFailure.TooManyHeaders(responder, HEADER_LINES));
      } else if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = length(responder, line.substring(15).strip(), length);
      } else if (line.regionMatches(true, 0, "Link:", 0, 5)) {
        link = line.substring(5).strip();
      } else if (line.regionMatches(true, 0, "Date:", 0, 5)) {
        date = line.substring(5).strip();
      }
    }
  }

  private static long length(String responder, String digits, long before) throws OcspException {
    try {
      long length = Long.parseLong(digits);
      if (length < 0 || (before >= 0 && before != length)) {
        throw new OcspException(
            new OcspFailure.Broken(responder, "Content-Length is " + digits + ", was " + before));
      }
      return length;
    } catch (NumberFormatException e) {
      throw new OcspException(
          new OcspFailure.Broken(responder, "Content-Length is no number: " + digits));
    }
  }

  /** What the length says, or else up to the end of the connection. */
  private byte[] body(String responder, InputStream in, long length)
      throws IOException, OcspException {
    if (length > bodyLimit) {
      throw new OcspException(new OcspFailure.TooLarge(responder, bodyLimit));
    }
    byte[] body = in.readNBytes((int) (length < 0 ? bodyLimit + 1 : length));
    if (body.length > bodyLimit) {
      throw new OcspException(new OcspFailure.TooLarge(responder, bodyLimit));
    } else if (body.length < length) {
      throw new OcspException(
          new OcspFailure.Broken(responder, "%d of %d octets came".formatted(body.length, length)));
    }
    return body;
  }

  private static String line(String responder, InputStream in) throws IOException, OcspException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      if (line.length() == LINE_LIMIT) {
        throw new OcspException(
            new OcspFailure.Broken(responder, "a header line beyond " + LINE_LIMIT + " octets"));
      }
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  private static OcspFailure cannotConnect(String responder, IOException e) {
    String text = text(e);
    int errno =
        switch (e) {
          case SocketTimeoutException _ -> TIME_UP;
          case NoRouteToHostException _ -> 113;
          case ConnectException _ when text.startsWith("Connection timed out") -> 110;
          case ConnectException _ when text.startsWith("Network is unreachable") -> 101;
          default -> 111;
        };
    return new OcspFailure.CannotConnect(responder, errno, errno == TIME_UP ? TIME_UP_TEXT : text);
  }

  private static String text(IOException e) {
    String message = e.getMessage();
    return message == null ? "Input/output error" : message;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It never was open.
    }
  }

  private static int millis(Duration duration) {
    return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
  }

  /** A peer that sends one octet before each time limit still ends. */
  private record Deadline(Duration step, long nanos) {
    InputStream limit(Socket socket) throws IOException {
      InputStream in = socket.getInputStream();
      return new InputStream() {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          Duration left = Duration.ofNanos(nanos - System.nanoTime());
          if (!left.isPositive()) {
            throw new SocketTimeoutException();
          }
          socket.setSoTimeout(millis(left.compareTo(step) < 0 ? left : step));
          return in.read(buffer, offset, length);
        }
      };
    }
  }
}

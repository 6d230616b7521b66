package bulla.cfssl;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A failure with its CFSSL number. The message holds no secret and may be shown to the client. */
public final class CfsslException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** Makes the exception. */
  public CfsslException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** Makes the exception with what led to it. */
  public CfsslException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The number's type. */
  public ErrorCode code() {
    return code;
  }

  /** The message; never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /**
   * Whether the CA refused who asks, so that asking again is of no use: it answered {@code invalid
   * token} or {@code not authorised}, the two texts that certmgr knows.
   */
  public boolean refusesTheClient() {
    return code == ErrorCode.CLIENT_HTTP
        && (text().contains("\"invalid token\"") || text().contains("\"not authorised\""));
  }

  /** The form in which the command line tools print it: {@code {"code":N,"message":"..."}}. */
  public String json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("code", code.number());
    members.put("message", text());
    return Json.write(members);
  }
}

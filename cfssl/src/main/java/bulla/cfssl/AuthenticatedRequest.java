package bulla.cfssl;

import java.math.BigInteger;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outer request of {@code authsign}: bytes and the token for exactly these bytes.
 *
 * @param token {@link AuthKey#token} of the request
 * @param request the inner request's bytes as they were sent; never written anew
 * @param timestamp seconds since the epoch; sent by clients, covered by no token
 */
public record AuthenticatedRequest(byte[] token, byte[] request, @Nullable Long timestamp) {

  /** Makes the outer request for an inner one. */
  public static AuthenticatedRequest of(byte[] request, AuthKey key, long timestamp) {
    return new AuthenticatedRequest(key.token(request), request, timestamp);
  }

  /** Reads the wire form. */
  public static AuthenticatedRequest of(JsonObject json) throws JsonException {
    byte[] token = json.bytesOrNull("token");
    byte[] request = json.bytesOrNull("request");
    BigInteger timestamp = json.integerOrNull("timestamp");
    return new AuthenticatedRequest(
        token == null ? new byte[0] : token,
        request == null ? new byte[0] : request,
        timestamp == null ? null : timestamp.longValue());
  }

  /** The wire form. */
  public String toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (timestamp != null) {
      members.put("timestamp", timestamp);
    }
    members.put("token", Base64.getEncoder().encodeToString(token));
    members.put("request", Base64.getEncoder().encodeToString(request));
    return Json.write(members);
  }
}

package bulla.httpd.core;

import bulla.http.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The head of a static file's response, made once for many requests.
 *
 * @param settings the settings it was made with
 * @param tag the entity tag without W/; null if there is none (FileETag None)
 * @param modifiedSeconds seconds since the epoch
 * @param validators Server, Last-Modified, ETag, Accept-Ranges
 * @param typed the fields that tell of the content, Content-Type the last
 * @param whole all of them
 * @param type Content-Type; null if unknown
 */
record StaticHead(
    Settings settings,
    @Nullable String tag,
    long modifiedSeconds,
    List<Response.Field> validators,
    List<Response.Field> typed,
    List<Response.Field> whole,
    @Nullable String type) {

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final Response.Field ACCEPT_RANGES = new Response.Field("Accept-Ranges", "bytes");

  static StaticHead of(
      Resource resource, Settings settings, FileType named, String server, boolean weak) {
    long seconds = Math.floorDiv(resource.modifiedMicros(), 1_000_000L);
    String tag = tag(resource, settings.get(CoreSettings.FILE_ETAG));
    List<Response.Field> validators = new ArrayList<>();
    validators.add(new Response.Field("Server", server));
    validators.add(
        new Response.Field("Last-Modified", HTTP_DATE.format(Instant.ofEpochSecond(seconds))));
    if (tag != null) {
      validators.add(new Response.Field("ETag", weak ? "W/" + tag : tag));
    }
    validators.add(ACCEPT_RANGES);
    List<Response.Field> typed = new ArrayList<>();
    if (named.encoding() != null) {
      typed.add(new Response.Field("Content-Encoding", named.encoding()));
    }
    if (named.language() != null) {
      typed.add(new Response.Field("Content-Language", named.language()));
    }
    String type = type(settings, named);
    if (type != null) {
      typed.add(new Response.Field("Content-Type", type));
    }
    List<Response.Field> whole = new ArrayList<>(validators);
    whole.addAll(typed);
    return new StaticHead(
        settings,
        tag,
        seconds,
        List.copyOf(validators),
        List.copyOf(typed),
        List.copyOf(whole),
        type);
  }

  /** Whether a file is so new that it may change without its tag changing (RFC 9110 8.8.1). */
  static boolean isWeak(Resource resource, long nowMillis) {
    return TimeUnit.MILLISECONDS.toMicros(nowMillis) - resource.modifiedMicros() < 1_000_000L;
  }

  private static @Nullable String tag(Resource resource, Set<FileTag> wanted) {
    List<String> parts = new ArrayList<>(3);
    if (wanted.contains(FileTag.INODE)) {
      parts.add(Long.toHexString(resource.inode()));
    }
    if (wanted.contains(FileTag.SIZE)) {
      parts.add(Long.toHexString(resource.size()));
    }
    if (wanted.contains(FileTag.MTIME)) {
      parts.add(Long.toHexString(resource.modifiedMicros()));
    }
    return parts.isEmpty() ? null : "\"" + String.join("-", parts) + "\"";
  }

  private static @Nullable String type(Settings settings, FileType named) {
    String type = settings.get(CoreSettings.FORCE_TYPE).orElse(named.type());
    if (type == null || type.contains("charset=")) {
      return type;
    }
    if (named.charset() != null) {
      return type + "; charset=" + named.charset();
    }
    boolean text = type.equals("text/html") || type.equals("text/plain");
    String charset = settings.get(CoreSettings.DEFAULT_CHARSET).orElse(null);
    return text && charset != null ? type + "; charset=" + charset : type;
  }
}

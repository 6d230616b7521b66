package bulla.httpd.core;

import org.jspecify.annotations.Nullable;

/**
 * What a file's name says of its content.
 *
 * @param type media type; null if unknown
 * @param charset AddCharset; null if unknown
 * @param encoding AddEncoding; null if none
 * @param language AddLanguage; null if none
 * @param handler AddHandler; null if none
 */
public record FileType(
    @Nullable String type,
    @Nullable String charset,
    @Nullable String encoding,
    @Nullable String language,
    @Nullable String handler) {

  /** Nothing is known. */
  public static final FileType UNKNOWN = new FileType(null, null, null, null, null);
}

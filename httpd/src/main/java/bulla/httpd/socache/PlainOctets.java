package bulla.httpd.socache;

import net.rubyeye.xmemcached.transcoders.CachedData;
import net.rubyeye.xmemcached.transcoders.CompressionMode;
import net.rubyeye.xmemcached.transcoders.Transcoder;

/**
 * Values as they are. The library's own transcoder makes Java objects of what it finds if a flag
 * says so, and whoever can write to the cache could have it make any.
 */
final class PlainOctets implements Transcoder<byte[]> {
  static final PlainOctets TRANSCODER = new PlainOctets();

  private PlainOctets() {}

  @Override
  public CachedData encode(byte[] value) {
    return new CachedData(0, value);
  }

  @Override
  public byte[] decode(CachedData data) {
    return data.getData();
  }

  @Override
  public void setPrimitiveAsString(boolean primitiveAsString) {}

  @Override
  public void setPackZeros(boolean packZeros) {}

  @Override
  public void setCompressionThreshold(int to) {}

  @Override
  public void setCompressionMode(CompressionMode mode) {}

  @Override
  public boolean isPrimitiveAsString() {
    return false;
  }

  @Override
  public boolean isPackZeros() {
    return false;
  }
}

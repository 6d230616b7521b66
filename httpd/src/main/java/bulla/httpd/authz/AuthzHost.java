package bulla.httpd.authz;

import bulla.apacheconf.Subnet;
import bulla.apacheconf.Words;
import bulla.httpd.core.Authorizer.InvalidException;
import bulla.httpd.core.Authorizer.Test;
import bulla.httpd.core.Hooks;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.RequestContext;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Apache's mod_authz_host: Require ip and local. Names (host, forward-dns) are not looked up. */
public final class AuthzHost implements HttpdModule {
  @Override
  public String file() {
    return "mod_authz_host.c";
  }

  @Override
  public String identifier() {
    return "authz_host_module";
  }

  @Override
  public void register(Hooks hooks) {
    hooks.authorizer("ip", (arguments, line, scope) -> addresses(arguments));
    hooks.authorizer(
        "local", (arguments, line, scope) -> request -> Providers.granted(local(request)));
  }

  private static Test addresses(String arguments) throws InvalidException {
    List<Subnet> subnets = new ArrayList<>();
    for (String word : Words.split(arguments)) {
      Subnet subnet = Subnet.parse(word);
      if (subnet == null) {
        throw new InvalidException("ip address '" + word + "' appears to be invalid");
      }
      subnets.add(subnet);
    }
    if (subnets.isEmpty()) {
      throw new InvalidException("'require ip' requires an argument");
    }
    List<Subnet> all = List.copyOf(subnets);
    return request -> {
      InetAddress client = request.connection().remoteAddress().getAddress();
      return Providers.granted(all.stream().anyMatch(subnet -> subnet.contains(client)));
    };
  }

  private static boolean local(RequestContext request) {
    InetAddress client = request.connection().remoteAddress().getAddress();
    return client.isLoopbackAddress()
        || client.equals(request.connection().localAddress().getAddress());
  }
}

package bulla.agent;

import bulla.cfssl.SubjectName;
import bulla.pki.KeyRequest;
import java.util.List;

/**
 * What a manifest asks the CA for: the {@code request} section.
 *
 * @param commonName empty for none
 * @param names the other attributes
 * @param hosts DNS names and IP addresses for the certificate
 * @param key which key to make
 * @param serialNumber the subject's serialNumber attribute; empty for none
 */
record Request(
    String commonName,
    List<SubjectName> names,
    List<String> hosts,
    KeyRequest key,
    String serialNumber) {
  Request {
    names = List.copyOf(names);
    hosts = List.copyOf(hosts);
  }
}

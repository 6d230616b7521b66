package bulla.agent;

import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;

/**
 * One file that the agent keeps.
 *
 * @param path where
 * @param owner who owns it
 * @param group its group
 * @param mode its permissions, compared whole
 */
record FileSpec(Path path, UserPrincipal owner, GroupPrincipal group, FileMode mode) {}

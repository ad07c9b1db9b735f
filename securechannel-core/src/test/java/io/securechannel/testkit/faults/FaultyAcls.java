package io.securechannel.testkit.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Access control lists as Windows keeps them, beside a disk that need not have any. */
final class FaultyAcls {

    private final FaultyDisk disk;
    private final Map<Path, List<AclEntry>> lists = new HashMap<>();

    FaultyAcls(FaultyDisk disk) {
        this.disk = disk;
    }

    @SuppressWarnings("unchecked") // the name of the attribute says what it holds
    void created(Path path, FileAttribute<?>... attributes) {
        lists.put(path, List.of());
        for (var attribute : attributes) {
            if (attribute.name().equals("acl:acl")) {
                lists.put(path, List.copyOf((List<AclEntry>) attribute.value()));
            }
        }
    }

    void moved(Path from, Path to) {
        var list = lists.remove(from);
        if (list != null) {
            lists.put(to, list);
        }
    }

    AclFileAttributeView view(Path path) {
        return new AclFileAttributeView() {
            @Override
            public String name() {
                return "acl";
            }

            @Override
            public List<AclEntry> getAcl() throws IOException {
                return disk.call("getAcl", path, () -> lists.getOrDefault(path, List.of()));
            }

            @Override
            public void setAcl(List<AclEntry> acl) throws IOException {
                disk.call("setAcl", path, () -> lists.put(path, List.copyOf(acl)));
            }

            @Override
            public UserPrincipal getOwner() throws IOException {
                return disk.call("getOwner", path, () -> Files.getOwner(path));
            }

            @Override
            public void setOwner(UserPrincipal owner) throws IOException {
                disk.call("setOwner", path, () -> Files.setOwner(path, owner));
            }
        };
    }
}

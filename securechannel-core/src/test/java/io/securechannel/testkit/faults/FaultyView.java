package io.securechannel.testkit.faults;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import org.jspecify.annotations.Nullable;

/** A view of a file's attributes, each of whose methods is a call of the file system. */
final class FaultyView {

    private FaultyView() {}

    static <V extends FileAttributeView> @Nullable V of(FaultyDisk disk, Path path, Class<V> type, @Nullable V view) {
        if (view == null) {
            return null;
        }
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (method.getName().equals("name")) {
                        return view.name();
                    }
                    return disk.call(method.getName(), path, () -> {
                        var result = invoke(view, method, given);
                        disk.model().permissionsOf(path);
                        return result;
                    });
                }));
    }

    private static @Nullable Object invoke(Object view, Method method, Object @Nullable [] given) throws IOException {
        try {
            return method.invoke(view, given);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}

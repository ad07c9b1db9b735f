package io.securechannel.hostile;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a thread has allocated, by the JVM's own count. */
public final class Allocated {

    private Allocated() {}

    /** {@return how many bytes the calling thread has allocated so far} */
    public static long byThisThread() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}

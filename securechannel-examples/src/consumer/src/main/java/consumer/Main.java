package consumer;

/** A program as a user would write it: it sees the published jars and nothing else. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Here a message goes from a client to a server and back, as soon as there is a channel to send it through.
        System.out.println(io.securechannel.Placeholder.name());
        System.out.println(io.securechannel.pki.Placeholder.seam());

        // The tests look for this line.
        System.out.println("consumer: done");
    }
}

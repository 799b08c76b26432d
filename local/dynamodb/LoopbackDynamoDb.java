import java.io.IOException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local on 127.0.0.1 alone.
 *
 * <p>The engine's own main class listens on every interface and cannot be told otherwise; this one
 * puts the engine's request handler behind a connector with a host. It also never starts the
 * engine's telemetry.
 *
 * <p>Arguments: a port (0: a free one) and, to keep the tables on disk, a folder. Prints the port
 * once it listens; ends when its standard input does, so that it never outlives who started it.
 */
public final class LoopbackDynamoDb {
    private LoopbackDynamoDb() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        String folder = arguments.length > 1 ? arguments[1] : null;
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(engine(folder));
        startOrExit(server);
        System.out.println("listening on " + connector.getLocalPort());
        while (System.in.read() != -1) {
            continue;
        }
        server.stop();
        System.exit(0);
    }

    private static void startOrExit(Server server) throws Exception {
        try {
            server.start();
        } catch (IOException refusal) {
            System.err.println(refusal.getMessage());
            System.exit(2);
        }
    }

    private static LocalDynamoDBServerHandler engine(String folder) throws Exception {
        boolean inMemory = folder == null;
        boolean oneDatabaseForAllCredentials = true;
        boolean slowTableCreation = false;
        return new LocalDynamoDBServerHandler(
                new LocalDynamoDBRequestHandler(
                        0, inMemory, folder, oneDatabaseForAllCredentials, slowTableCreation),
                null);
    }
}

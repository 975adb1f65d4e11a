/** The commands of tests/kafka/tool, which says what they do. */
public final class Tool {
  private Tool() {}

  public static void main(String[] words) throws Exception {
    int code = 1;
    try {
      code = run(words) ? 0 : 1;
    } catch (Arguments.Wrong wrong) {
      System.err.println("tool: " + wrong.getMessage());
      code = 64;
    } catch (Exception problem) {
      // The class of a problem is what tests of security look for.
      Throwable cause = problem.getCause() == null ? problem : problem.getCause();
      System.err.println("tool: " + cause.getClass().getSimpleName() + ": " + problem.getMessage());
      if (System.getenv("KAFKA_TOOL_TRACE") != null) problem.printStackTrace();
    }
    System.exit(code);
  }

  private static boolean run(String[] words) throws Exception {
    if (words.length == 0) throw new Arguments.Wrong("no command is given");
    Arguments arguments = new Arguments(words, 1);
    Cluster cluster = new Cluster(arguments);
    Topics topics = new Topics(cluster, arguments);
    switch (words[0]) {
      case "load" -> {
        Load load = new Load(arguments);
        arguments.finish();
        load.run(cluster);
      }
      case "verify" -> {
        return new Verify(cluster, arguments).run();
      }
      case "first-record" -> {
        return new Watch(arguments).first(cluster);
      }
      case "watch" -> new Watch(arguments).all(cluster);
      case "create" -> topics.create();
      case "grow" -> topics.grow();
      case "alter" -> topics.alter();
      case "delete" -> topics.delete();
      case "topics" -> topics.list();
      case "describe" -> topics.describe();
      case "offsets" -> topics.offsets();
      case "count" -> topics.count();
      case "dump" -> topics.dump();
      case "produce" -> topics.produce();
      case "delete-records" -> topics.deleteRecords();
      case "group" -> topics.group();
      case "set-group" -> topics.setGroup();
      case "delete-group" -> topics.deleteGroup();
      case "transactions" -> topics.transactions();
      case "allow" -> topics.allow();
      default -> throw new Arguments.Wrong("unknown command " + words[0]);
    }
    // A name that no command asked for is a mistake in the test.
    arguments.finish();
    return true;
  }
}

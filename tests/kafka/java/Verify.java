import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the topics that a daemon wrote to what it read. It shares no code with the daemon: it reads with Java's
 * client and decides for itself what each message of the inputs should have become. That takes inputs like those
 * of `load`: one item in each message, the id as the key, and an id in one input topic only.
 */
final class Verify {
  private static final int EXAMPLES_MAX = 3;

  /** What a message of an input has to become. */
  private record Due(String id, int version) {}

  /** Where a message stands, and what it says. */
  private record Origin(String origin, long offset, String value) {}

  /** What is known of an id on the way through the inputs. */
  private static final class Chain {
    int version = 1;
    long content;
  }

  private final Cluster cluster;
  private final Admin admin;
  private final List<String> inputs;
  private final String records;
  private final String relations;
  private final String dead;
  private final String name;
  private final long waitSeconds;
  private final boolean relay;
  private final ObjectMapper mapper = new ObjectMapper();

  // From the inputs.
  private final Map<String, Map<Long, Due>> due = new HashMap<>(); // by origin, by offset
  private final Map<Due, Origin> relayed = new HashMap<>(); // a relayed record does not name its source
  private final Map<String, Set<Long>> dueDead = new HashMap<>();
  private final Map<TopicPartition, Long> read = new HashMap<>(); // one behind the last message
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private long messages = 0;
  private long repeats = 0;
  private long chains = 0;

  // From the outputs.
  private final Map<String, Integer> versions = new HashMap<>(); // by uri
  private final Map<TopicPartition, BitSet> committed = new HashMap<>();
  private long published = 0;
  private long fresh = 0;
  private long related = 0;
  private long buried = 0;

  private int passed = 0;
  private int failed = 0;

  Verify(Cluster cluster, Arguments arguments) {
    this.cluster = cluster;
    inputs = arguments.list("inputs");
    records = arguments.text("records");
    relations = arguments.text("relations", records + ".relations");
    dead = arguments.text("dead", records + ".dead");
    name = arguments.text("name", "syndicated");
    waitSeconds = arguments.number("wait", 30);
    relay = arguments.text("profile", "full").equals("relay");
    arguments.finish();
    admin = cluster.admin();
  }

  boolean run() throws ExecutionException, InterruptedException {
    try (admin) {
      readInputs();
      awaitGroup();
      checkTransactions();
      checkRecords();
      checkRelations();
      checkDeadLetters();
      if (!inputs.isEmpty()) checkConservation();
      checkAborted();
      checkState();
    }
    System.out.println(passed + " passed, " + failed + " failed");
    return failed == 0;
  }

  // ---- telling

  /** Problems of one kind; the first few are shown. */
  private static final class Problems {
    final List<String> examples = new ArrayList<>();
    long count = 0;

    void add(String what) {
      if (count++ < EXAMPLES_MAX) examples.add(what);
    }
  }

  private void check(String what, boolean fine, String seen) {
    System.out.println((fine ? "ok " : "not ok ") + what + (seen.isEmpty() ? "" : ": " + seen));
    if (fine) passed++;
    else failed++;
  }

  private void check(String what, Problems problems) {
    check(
        what,
        problems.count == 0,
        problems.count == 0 ? "" : problems.count + ", such as " + String.join("; ", problems.examples));
  }

  private void equal(String what, long expected, long seen) {
    check(what, expected == seen, expected == seen ? "" + seen : seen + " instead of " + expected);
  }

  // ---- the inputs

  private static String origin(String topic, int partition) {
    return "topic:" + topic + "/" + partition;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  private void readInputs() throws ExecutionException, InterruptedException {
    Map<String, Chain> known = new HashMap<>();
    for (String topic : inputs) {
      ends.putAll(cluster.read(admin, topic, IsolationLevel.READ_COMMITTED, r -> readInput(known, r)));
    }
    chains = known.size();
    System.out.printf(
        "note: the inputs hold %d messages: %d ids, %d repeats, %d broken%n",
        messages, chains, repeats, dueDead.values().stream().mapToLong(Set::size).sum());
  }

  /** The ids of one key stand in one partition, so their order does not depend on how partitions are read. */
  private void readInput(Map<String, Chain> known, ConsumerRecord<byte[], byte[]> message) {
    messages++;
    read.put(new TopicPartition(message.topic(), message.partition()), message.offset() + 1);
    String origin = origin(message.topic(), message.partition());
    JsonNode item = parse(message.value());
    if (item == null || !item.path("id").isTextual()) {
      dueDead.computeIfAbsent(origin, o -> new HashSet<>()).add(message.offset());
      return;
    }
    String id = item.path("id").asText();
    long content = content(item);
    Chain chain = known.get(id);
    if (chain == null) {
      chain = new Chain();
      known.put(id, chain);
    } else if (chain.content == content) {
      repeats++;
      return;
    } else {
      chain.version++;
    }
    chain.content = content;
    Due made = new Due(id, chain.version);
    due.computeIfAbsent(origin, o -> new HashMap<>()).put(message.offset(), made);
    if (relay) relayed.put(made, new Origin(origin, message.offset(), text(message.value())));
  }

  private JsonNode parse(byte[] bytes) {
    if (bytes == null) return null;
    try {
      JsonNode node = mapper.readTree(bytes);
      return node != null && node.isObject() ? node : null;
    } catch (IOException problem) {
      return null;
    }
  }

  /** What a reader would see of an item: two messages that agree in it are the same revision. */
  private static long content(JsonNode item) {
    long hash = 1125899906842597L;
    for (String field : new String[] {"title", "summary", "content_text"}) {
      String value = item.path(field).asText("");
      for (int i = 0; i < value.length(); i++) hash = 31 * hash + value.charAt(i);
      hash = 31 * hash + 0xffff;
    }
    return hash;
  }

  // ---- the group and the transactions

  /** A position may stand anywhere between the last message and the end: control records follow a message. */
  private Problems behind() throws ExecutionException, InterruptedException {
    Problems problems = new Problems();
    Map<TopicPartition, OffsetAndMetadata> told =
        admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get();
    for (Map.Entry<TopicPartition, Long> entry : read.entrySet()) {
      OffsetAndMetadata offset = told.get(entry.getKey());
      long at = offset == null ? 0 : offset.offset();
      if (at < entry.getValue() || at > ends.get(entry.getKey())) {
        problems.add(entry.getKey() + " at " + at + " instead of " + entry.getValue());
      }
    }
    return problems;
  }

  private void awaitGroup() throws ExecutionException, InterruptedException {
    if (inputs.isEmpty()) return;
    long end = System.nanoTime() + waitSeconds * 1_000_000_000L;
    Problems problems = behind();
    while (problems.count > 0 && System.nanoTime() < end) {
      Thread.sleep(100);
      problems = behind();
    }
    check("the group stands at the end of the inputs", problems);
  }

  private List<String> outputs() {
    return List.of(records, relations, dead, name + ".marks", name + ".decisions", name + ".heads");
  }

  private void checkTransactions() throws ExecutionException, InterruptedException {
    Set<TransactionState> over =
        Set.of(
            TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);
    long end = System.nanoTime() + waitSeconds * 1_000_000_000L;
    Problems open;
    do {
      open = new Problems();
      for (TransactionListing told : admin.listTransactions().all().get()) {
        if (!over.contains(told.state())) open.add(told.transactionalId() + " " + told.state());
      }
      if (open.count > 0) Thread.sleep(100);
    } while (open.count > 0 && System.nanoTime() < end);
    check("no transaction is open", open);

    Problems held = new Problems();
    for (String topic : outputs()) {
      List<TopicPartition> partitions = Cluster.partitions(admin, topic);
      Map<TopicPartition, Long> stable =
          Cluster.offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
      Map<TopicPartition, Long> last =
          Cluster.offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
      for (TopicPartition partition : partitions) {
        if (!stable.get(partition).equals(last.get(partition))) {
          held.add(partition + " is readable to " + stable.get(partition) + " of " + last.get(partition));
        }
      }
    }
    check("committed readers reach the end of every topic", held);
  }

  // ---- the outputs

  private static String guid(JsonNode record) {
    for (JsonNode id : record.path("altIds")) {
      if (id.path("role").asText().equals("guid")) return id.path("value").asText();
    }
    return "";
  }

  private String uri(JsonNode record) {
    return record == null ? "" : record.path(relay ? "syndicated_uri" : "uri").asText();
  }

  /** 0 when there is none. */
  private int version(JsonNode record) {
    return record == null ? 0 : record.path(relay ? "syndicated_version" : "version").asInt();
  }

  private static String at(ConsumerRecord<?, ?> record) {
    return record.topic() + "/" + record.partition() + " offset " + record.offset();
  }

  private void checkRecords() throws ExecutionException, InterruptedException {
    Problems keys = new Problems();
    Problems order = new Problems();
    Problems twice = new Problems();
    Problems foreign = new Problems();
    cluster.read(
        admin,
        records,
        IsolationLevel.READ_COMMITTED,
        message -> {
          TopicPartition from = new TopicPartition(message.topic(), message.partition());
          committed.computeIfAbsent(from, p -> new BitSet()).set((int) message.offset());
          JsonNode record = parse(message.value());
          published++;
          String uri = uri(record);
          if (uri.isEmpty() || !uri.equals(text(message.key()))) {
            keys.add(at(message));
            return;
          }
          int version = version(record);
          if (version == 1) fresh++;
          Integer before = versions.put(uri, version);
          if (before != null && version <= before) twice.add(uri + " version " + version);
          else if (version != (before == null ? 1 : before + 1)) {
            order.add(uri + " version " + version + " behind " + before);
          }
          if (inputs.isEmpty()) return;
          if (relay) settleRelayed(record, text(message.value()), at(message), foreign);
          else settle(record, version, at(message), foreign);
        });
    check("every record is an object under its uri", keys);
    check("no version of a uri appears twice", twice);
    check("the versions of a uri ascend from 1 without a gap", order);
    if (!inputs.isEmpty()) check("every record comes from the message that owes it", foreign);
  }

  /** Takes what the source of a record or relation had to become off the list. */
  private void settle(JsonNode output, int version, String at, Problems foreign) {
    JsonNode wire = output.has("wire") ? output.path("wire") : output;
    JsonNode source = wire.path("source");
    Map<Long, Due> partition = due.getOrDefault(source.path("origin").asText(), new HashMap<>());
    Due expected = partition.remove(source.path("offset").asLong(-1));
    String id = output.has("wire") ? guid(output) : null;
    if (expected == null) {
      foreign.add(at + " names " + source.path("origin").asText() + " offset " + source.path("offset"));
    } else if (id != null && !(expected.id().equals(id) && expected.version() == version)) {
      foreign.add(at + " is " + id + " version " + version + " instead of " + expected);
    }
  }

  /** A relayed record is its message, byte for byte, with two members behind the others. */
  private void settleRelayed(JsonNode record, String value, String at, Problems foreign) {
    Due due = new Due(record.path("id").asText(), version(record));
    Origin origin = relayed.remove(due);
    if (origin == null) {
      foreign.add(at + " is " + due);
      return;
    }
    this.due.get(origin.origin()).remove(origin.offset());
    String members =
        ",\"syndicated_uri\":\"" + uri(record) + "\",\"syndicated_version\":" + version(record) + "}";
    String message = origin.value().stripTrailing();
    if (!value.equals(message.substring(0, message.length() - 1) + members)) {
      foreign.add(at + " is not the text of " + origin.origin() + " offset " + origin.offset());
    }
  }

  private void checkRelations() throws ExecutionException, InterruptedException {
    Problems foreign = new Problems();
    Problems dangling = new Problems();
    cluster.read(
        admin,
        relations,
        IsolationLevel.READ_COMMITTED,
        message -> {
          related++;
          JsonNode relation = parse(message.value());
          if (relation == null) {
            foreign.add(at(message));
            return;
          }
          JsonNode original = relation.path("original");
          int version = original.path("version").asInt();
          Integer last = versions.get(original.path("uri").asText());
          if (last == null || version < 1 || version > last) dangling.add(at(message));
          if (!inputs.isEmpty()) settle(relation, 0, at(message), foreign);
        });
    check("every relation names a published version", dangling);
    if (!inputs.isEmpty()) check("every relation comes from a message that owes something", foreign);
  }

  private void checkDeadLetters() throws ExecutionException, InterruptedException {
    Problems foreign = new Problems();
    cluster.read(
        admin,
        dead,
        IsolationLevel.READ_COMMITTED,
        message -> {
          buried++;
          JsonNode letter = parse(message.value());
          JsonNode source = letter == null ? mapper.createObjectNode() : letter.path("source");
          Set<Long> partition = dueDead.getOrDefault(source.path("origin").asText(), new HashSet<>());
          if (partition.remove(source.path("offset").asLong(-1))) return;
          foreign.add(at(message) + " reason " + (letter == null ? "" : letter.path("reason").asText()));
        });
    if (!inputs.isEmpty()) check("every dead letter comes from a broken message, once", foreign);
  }

  private void checkConservation() {
    Problems missing = new Problems();
    due.forEach((origin, left) -> left.forEach((o, d) -> missing.add(origin + " offset " + o + " " + d)));
    check("every new and changed item was published", missing);
    Problems unburied = new Problems();
    dueDead.forEach((origin, left) -> left.forEach(o -> unburied.add(origin + " offset " + o)));
    check("every broken message has a dead letter", unburied);
  }

  /** What a dead process left behind was done again: each aborted record has a committed one like it. */
  private void checkAborted() throws ExecutionException, InterruptedException {
    long[] aborted = {0};
    Problems lost = new Problems();
    Problems unseen = new Problems();
    Map<TopicPartition, BitSet> hidden = new HashMap<>();
    committed.forEach((partition, offsets) -> hidden.put(partition, (BitSet) offsets.clone()));
    cluster.read(
        admin,
        records,
        IsolationLevel.READ_UNCOMMITTED,
        message -> {
          TopicPartition from = new TopicPartition(message.topic(), message.partition());
          BitSet left = hidden.getOrDefault(from, new BitSet());
          if (left.get((int) message.offset())) {
            left.clear((int) message.offset());
            return;
          }
          aborted[0]++;
          JsonNode record = parse(message.value());
          int version = version(record);
          if (version < 1 || version > versions.getOrDefault(text(message.key()), 0)) {
            lost.add(at(message));
          }
        });
    hidden.forEach((from, left) -> left.stream().forEach(offset -> unseen.add(from + " offset " + offset)));
    check("uncommitted readers see whatever committed readers see", unseen);
    System.out.println("note: " + aborted[0] + " records were aborted");
    check("what was aborted was published in the end", lost);
  }

  // ---- the state

  private static Map<String, Long> numbers(String line) {
    Map<String, Long> numbers = new HashMap<>();
    for (String word : line.split(" ")) {
      int equals = word.indexOf('=');
      if (equals > 0 && word.substring(equals + 1).matches("-?[0-9]+")) {
        numbers.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
      }
    }
    return numbers;
  }

  private void checkState() throws ExecutionException, InterruptedException {
    Problems order = new Problems();
    Map<String, String> heads = readState("heads", order);
    Map<String, Long> commit = numbers(heads.getOrDefault("commit", ""));
    for (String log : new String[] {"marks", "decisions"}) {
      long seq = numbers(readState(log, order).getOrDefault("commit", "")).getOrDefault("seq", 0L);
      equal(log + " end with the commit that heads tell", commit.getOrDefault(log + "_seq", -1L), seq);
    }
    check("the numbers of the commits ascend in each log", order);

    Map<TopicPartition, OffsetAndMetadata> group =
        admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get();
    OffsetAndMetadata promised = group.get(new TopicPartition(name + ".heads", 0));
    equal(
        "the group knows the last commit",
        commit.getOrDefault("seq", -1L),
        promised == null ? 0 : promised.offset());
    checkPositions(heads, group);
    checkBooks(commit);
  }

  /** The latest value of each key of a state log. */
  private Map<String, String> readState(String log, Problems order)
      throws ExecutionException, InterruptedException {
    Map<String, String> latest = new HashMap<>();
    cluster.read(
        admin,
        name + "." + log,
        IsolationLevel.READ_COMMITTED,
        message -> {
          String key = text(message.key());
          boolean kept = log.equals("heads") || key.equals("commit");
          String before = kept ? latest.put(key, text(message.value())) : null;
          if (before == null || !key.equals("commit")) return;
          long seq = numbers(text(message.value())).getOrDefault("seq", 0L);
          if (seq <= numbers(before).getOrDefault("seq", 0L)) order.add(at(message) + " is seq " + seq);
        });
    return latest;
  }

  private void checkPositions(Map<String, String> heads, Map<TopicPartition, OffsetAndMetadata> group) {
    Problems differ = new Problems();
    for (TopicPartition partition : read.keySet()) {
      String key = "position:" + origin(partition.topic(), partition.partition());
      long kept = numbers(heads.getOrDefault(key, "")).getOrDefault("number", -1L);
      long told = group.containsKey(partition) ? group.get(partition).offset() : 0;
      if (kept != told) differ.add(partition + " stands at " + kept + ", the group at " + told);
    }
    check("the positions of the state are those of the group", differ);
  }

  private void checkBooks(Map<String, Long> commit) {
    String[] ways = {"new", "revisions", "duplicates", "unchanged", "filtered", "dead"};
    long sum = 0;
    for (String way : ways) sum += commit.getOrDefault(way, 0L);
    equal("the books balance", commit.getOrDefault("fetched", -1L), sum);
    equal("the books count the new records", fresh, commit.getOrDefault("new", -1L));
    equal("the books count the revisions", published - fresh, commit.getOrDefault("revisions", -1L));
    equal("the books count the relations", related, commit.getOrDefault("duplicates", -1L));
    equal("the books count the dead letters", buried, commit.getOrDefault("dead", -1L));
    if (inputs.isEmpty()) return;
    equal("the books count the messages", messages, commit.getOrDefault("fetched", -1L));
    equal("the books count the repeats", repeats, commit.getOrDefault("unchanged", -1L));
  }
}

package dev.sockeye.testsupport;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The rules of {@code docs/architecture.md}, to be called from one test per module.
 *
 * <p>Types and packages are given by name, so that this needs no module of ours. An exception to a rule stands in the
 * rule, with its reason.
 */
public final class ArchitectureRules {

    private static final String ENGINE = "dev.sockeye.engineio";
    private static final String SOCKET = "dev.sockeye.socketio";
    private static final String REDIS = SOCKET + ".redis";
    private static final String EMITTER = SOCKET + ".emitter";
    private static final String DATA = SOCKET + ".data";

    /** What is published; programs of the other modules may block, print and look at the clock. */
    private static final String[] LIBRARY = {ENGINE + "..", SOCKET + ".."};

    /** The root packages of the modules that have a module-info. */
    private static final Set<String> PUBLISHED = Set.of(ENGINE, SOCKET, REDIS, EMITTER, DATA);

    private ArchitectureRules() {}

    /**
     * Every rule as a test over the main classes below a package.
     *
     * @param rootPackage the module's package; what lies on the class path outside of it is not looked at
     * @return the tests, for a method with {@code @TestFactory}
     */
    public static Stream<DynamicTest> testsFor(String rootPackage) {
        JavaClasses module = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar"))
                .withImportOption(location -> !location.contains("/dev/sockeye/testsupport/"))
                .importPackages(rootPackage);
        Stream<DynamicTest> tests = rules().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(),
                        () -> rule.getValue().allowEmptyShould(true).check(module)));
        return PUBLISHED.contains(rootPackage)
                ? Stream.concat(
                        tests,
                        Stream.of(
                                DynamicTest.dynamicTest("exports what users need", () -> ModuleExports.check(module))))
                : tests;
    }

    private static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        addDirections(rules);
        addEngineLayers(rules);
        addSocketLayers(rules);
        addPurity(rules);
        addApi(rules);
        addCoding(rules);
        return rules;
    }

    private static void addDirections(Map<String, ArchRule> rules) {
        rules.put(
                "packages have no cycles",
                slices().matching("dev.sockeye.(**)").should().beFreeOfCycles());
        rules.put("the engine does not know Socket.IO", never(ENGINE + "..", SOCKET + ".."));
        rules.put("Socket.IO uses the engine's API only", never(SOCKET + "..", ENGINE + ".internal.."));
        rules.put("the Redis adapter uses no internals of Socket.IO", never(REDIS + "..", SOCKET + ".internal.."));
        rules.put("data stand alone", usesNothingOfOursBut(DATA + ".."));
        rules.put("the emitter needs no server", usesNothingOfOursBut(EMITTER + "..", DATA + ".."));
        // conformance-tests and benchmarks may: they measure and test parts that users do not see.
        rules.put(
                "examples use the API only",
                never("dev.sockeye.examples..", ENGINE + ".internal..", SOCKET + ".internal.."));
    }

    private static void addEngineLayers(Map<String, ArchRule> rules) {
        String internal = ENGINE + ".internal";
        String[] transports = {internal + ".polling..", internal + ".websocket.."};
        rules.put("the engine's server is at the top", usedInside(ENGINE, ENGINE + ".server.."));
        rules.put(
                "the pipeline is wired by the server",
                usedInside(ENGINE, internal + ".pipeline..", ENGINE + ".server.."));
        rules.put(
                "transports are chosen by the pipeline",
                noClasses()
                        .that(resideInAnyPackage(ENGINE + "..").and(not(resideInAnyPackage(transports))))
                        .and(not(resideInAnyPackage(internal + ".pipeline..")))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(transports)));
        rules.put(
                "polling and WebSocket do not know each other",
                slices().matching(internal + ".(polling|websocket)..").should().notDependOnEachOther());
        rules.put(
                "sessions are made by the pipeline and the server",
                usedInside(ENGINE, internal + ".session..", internal + ".pipeline..", ENGINE + ".server.."));
        rules.put(
                "HTTP is for transports and the pipeline",
                usedInside(ENGINE, internal + ".http..", transports[0], transports[1], internal + ".pipeline.."));
        rules.put(
                "transports do not know sessions",
                noClasses()
                        .that(resideInAnyPackage(transports))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(internal + ".session..")));
        rules.put("the engine's protocol stands alone", usesNothingOfOursBut(ENGINE + ".protocol.."));
    }

    private static void addSocketLayers(Map<String, ArchRule> rules) {
        String internal = SOCKET + ".internal";
        String server = SOCKET + ".server..";
        String connection = internal + ".connection..";
        String namespace = internal + ".namespace..";
        rules.put("the Socket.IO server is at the top", usedInside(SOCKET, server));
        rules.put("connections are made by the server", usedInside(SOCKET, connection, server));
        rules.put("namespaces are below connections", usedInside(SOCKET, namespace, connection, server));
        rules.put(
                "sockets are below namespaces",
                usedInside(SOCKET, internal + ".socket..", namespace, connection, server));
        rules.put(
                "parsers are made by the server and the public factories",
                // An application sets the parser as an option, so it must be able to make one.
                usedInside(SOCKET, internal + ".parser..", server, SOCKET + ".parser..", SOCKET + ".jackson.."));
        rules.put(
                "the Socket.IO protocol stands alone",
                // A parser reads and writes what the engine carries, so it speaks of the engine's messages.
                usesNothingOfOursBut(SOCKET + ".protocol..", DATA + "..", ENGINE + ".protocol..", ENGINE));
        rules.put(
                "adapters see adapters and the protocol",
                classes()
                        .that()
                        .resideInAPackage(SOCKET + ".adapter..")
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                SOCKET + ".adapter..",
                                SOCKET + ".protocol..",
                                DATA + "..",
                                // What the parser encodes to.
                                ENGINE + ".protocol..",
                                "java..",
                                "io.netty.buffer..",
                                // Reads JSON of other servers.
                                "tools.jackson.core..",
                                "org.slf4j..",
                                "org.jspecify..")));
        rules.put(
                "the Redis adapter sees adapters, the protocol and its driver",
                classes()
                        .that()
                        .resideInAPackage(REDIS + "..")
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                REDIS + "..",
                                SOCKET + ".adapter..",
                                SOCKET + ".protocol..",
                                // What the parser encodes to.
                                ENGINE + ".protocol..",
                                "java..",
                                "io.lettuce..",
                                "io.netty.buffer..",
                                "org.slf4j..",
                                "org.jspecify..")));
    }

    private static void addPurity(Map<String, ArchRule> rules) {
        rules.put(
                "protocol packages have no channels and no threads",
                never("dev.sockeye..protocol..", "io.netty.channel..", "io.netty.handler..", "java.util.concurrent.."));
        rules.put(
                "what users see mentions no Netty type",
                noClasses()
                        .that()
                        .resideInAnyPackage(ENGINE, SOCKET)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.netty.."));
        rules.put(
                "only what reads JSON knows Jackson",
                noClasses()
                        .that(resideInAnyPackage(LIBRARY)
                                .and(not(resideInAnyPackage(
                                        SOCKET + ".internal.parser..",
                                        // JSON of other servers.
                                        SOCKET + ".adapter.cluster..",
                                        // The one public place, where an application brings its own mapper.
                                        SOCKET + ".jackson.."))))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson.."));
        rules.put(
                "only the Redis modules know Lettuce",
                noClasses()
                        .that(resideInAnyPackage(LIBRARY).and(not(resideInAnyPackage(REDIS + "..", EMITTER + ".."))))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.lettuce.."));
    }

    private static void addApi(Map<String, ArchRule> rules) {
        rules.put(
                "public methods show no internal type",
                methods()
                        .that()
                        .areDeclaredInClassesThat(
                                resideInAnyPackage(LIBRARY).and(not(resideInAnyPackage("..internal.."))))
                        .and(ArchitectureConditions.publicOrProtected())
                        .should(ArchitectureConditions.showNoTypeOf("..internal..")));
        for (String packet : new String[] {ENGINE + ".protocol.EnginePacket", SOCKET + ".protocol.SocketPacket"}) {
            rules.put(
                    packet.substring(packet.lastIndexOf('.') + 1) + "s are records",
                    classes()
                            .that(assignableTo(packet))
                            .and()
                            .areNotInterfaces()
                            .should()
                            .beRecords());
        }
        rules.put(
                "every package is null-marked",
                classes().should(ArchitectureConditions.haveAPackageInfoWith("org.jspecify.annotations.NullMarked")));
    }

    private static void addCoding(Map<String, ArchRule> rules) {
        rules.put(
                "nothing blocks",
                library()
                        .should()
                        .callMethodWhere(target(nameMatching("sleep")).and(targetOwner(assignableTo(Thread.class))))
                        .orShould()
                        .callMethodWhere(target(nameMatching("get|join"))
                                .and(targetOwner(assignableTo(java.util.concurrent.Future.class))))
                        .orShould()
                        .callMethodWhere(target(nameMatching("await"))
                                .and(targetOwner(assignableTo(java.util.concurrent.CountDownLatch.class)))));
        rules.put(
                "time is injected",
                noClasses()
                        .that(resideInAnyPackage(LIBRARY))
                        // The one place that asks the machine.
                        .and()
                        .haveSimpleNameNotEndingWith("SystemClock")
                        .should()
                        .callMethodWhere(target(nameMatching("currentTimeMillis|nanoTime"))
                                .and(targetOwner(assignableTo(System.class))))
                        .orShould()
                        .callMethodWhere(
                                target(nameMatching("now")).and(targetOwner(resideInAnyPackage("java.time..")))));
        rules.put("nothing prints", library().should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
        rules.put("logging goes through SLF4J", GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
        rules.put(
                "loggers are private static final",
                fields().that()
                        .haveRawType("org.slf4j.Logger")
                        .should()
                        .bePrivate()
                        .andShould()
                        .beStatic()
                        .andShould()
                        .beFinal());
        rules.put(
                "internal classes are final, sealed or abstract",
                classes()
                        .that(resideInAnyPackage("dev.sockeye..internal.."))
                        .and(ArchitectureConditions.ordinaryClass())
                        .should(ArchitectureConditions.beClosedForExtension()));
    }

    private static GivenClassesConjunction library() {
        return noClasses().that(resideInAnyPackage(LIBRARY));
    }

    private static ArchRule never(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to);
    }

    /** Inside a module, only the given packages (and the used package itself) may use a package. */
    private static ArchRule usedInside(String module, String used, String... users) {
        return noClasses()
                .that(resideInAnyPackage(module + "..")
                        .and(not(resideInAnyPackage(used)))
                        .and(not(resideInAnyPackage(users))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(used);
    }

    private static ArchRule usesNothingOfOursBut(String pattern, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(pattern)
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.sockeye..")
                        .and(not(resideInAnyPackage(pattern)))
                        .and(not(resideInAnyPackage(others))));
    }
}

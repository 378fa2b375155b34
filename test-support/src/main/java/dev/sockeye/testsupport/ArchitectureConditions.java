package dev.sockeye.testsupport;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** What {@link ArchitectureRules} asks and ArchUnit has no words for. */
final class ArchitectureConditions {

    private ArchitectureConditions() {}

    static DescribedPredicate<JavaMethod> publicOrProtected() {
        return DescribedPredicate.describe(
                "are visible to users",
                method -> (method.getModifiers().contains(JavaModifier.PUBLIC)
                                || method.getModifiers().contains(JavaModifier.PROTECTED))
                        && isVisible(method.getOwner()));
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass()
                        .map(ArchitectureConditions::isVisible)
                        .orElse(true);
    }

    static ArchCondition<JavaMethod> showNoTypeOf(String pattern) {
        PackageMatcher matcher = PackageMatcher.of(pattern);
        return new ArchCondition<>("show no type of " + pattern) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .distinct()
                        .filter(type -> matcher.matches(type.getPackageName()))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getDescription() + " shows " + type.getName())));
            }
        };
    }

    static ArchCondition<JavaClass> haveAPackageInfoWith(String annotation) {
        return new ArchCondition<>("have a package-info with @" + annotation) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage()
                        .tryGetPackageInfo()
                        .map(info -> info.isAnnotatedWith(annotation))
                        .orElse(false);
                if (!marked) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getPackageName() + " (of " + type.getName() + ") is not marked"));
                }
            }
        };
    }

    static DescribedPredicate<JavaClass> ordinaryClass() {
        return DescribedPredicate.describe(
                "are ordinary classes",
                type -> !type.isInterface()
                        && !type.isEnum()
                        && !type.isRecord()
                        && !type.isAnonymousClass()
                        // Constants of an enum with a body.
                        && !type.getRawSuperclass().map(JavaClass::isEnum).orElse(false)
                        && !type.getSimpleName().equals("package-info"));
    }

    static ArchCondition<JavaClass> beClosedForExtension() {
        return new ArchCondition<>("be final, sealed or abstract") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.getModifiers().contains(JavaModifier.FINAL)
                        || type.getModifiers().contains(JavaModifier.ABSTRACT)
                        || type.isSealed();
                if (!closed) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " can be extended by anyone"));
                }
            }
        };
    }
}

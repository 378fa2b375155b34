package dev.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a module's {@code module-info} against its packages. */
final class ModuleExports {

    private ModuleExports() {}

    /** Fails unless the module that is being built exports exactly those of its packages that are not internal. */
    static void check(JavaClasses module) throws IOException {
        ModuleDescriptor descriptor;
        Path classes = Path.of("target", "classes").toAbsolutePath();
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            descriptor = ModuleDescriptor.read(in);
        }
        Set<String> exported = descriptor.exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        // A module below may have packages under the same root.
        String here = classes.toUri().toString();
        Set<String> forUsers = module.stream()
                .filter(type ->
                        type.getSource().orElseThrow().getUri().toString().startsWith(here))
                .filter(type -> !type.getName().equals("module-info"))
                .map(JavaClass::getPackageName)
                .filter(name -> !name.contains(".internal"))
                .collect(Collectors.toSet());
        assertThat(exported)
                .as("packages that module-info.java of %s exports", descriptor.name())
                .isEqualTo(forUsers);
    }
}

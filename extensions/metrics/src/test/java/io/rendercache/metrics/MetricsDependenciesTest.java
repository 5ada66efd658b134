package io.rendercache.metrics;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.implement;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.rendercache.RenderCache;

/** What this module uses of the caches: what any application may use. */
@AnalyzeClasses(packages = "io.rendercache.metrics", importOptions = ImportOption.DoNotIncludeTests.class)
class MetricsDependenciesTest {
    @ArchTest
    static final ArchRule USES_PUBLIC_PACKAGES_ONLY = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.management..",
                    "org.jspecify.annotations",
                    "io.micrometer.core..",
                    "io.rendercache",
                    "io.rendercache.metrics");

    /** A cache of another module is monitored as well as ours. */
    @ArchTest
    static final ArchRule KNOWS_NO_KIND_OF_CACHE =
            noClasses().should().dependOnClassesThat(implement(RenderCache.class));
}

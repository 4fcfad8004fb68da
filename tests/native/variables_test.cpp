#include "host/variables.h"

#include <gtest/gtest.h>

namespace clrscope {
namespace {

using Variables = std::vector<std::string>;

TEST(Variables, NamesLikeOursThatAreNoneAreUnknown) {
    EXPECT_EQ(UnknownVariables({"CLRSCOPE_CPU_HZ=1", "CLRSCOPE_CPU_HERTZ=1", "CLRSCOPE_OUTPUT=/x",
                                "CLRSCOPE_=", "PATH=/bin", "CLRSCOPES=1"}),
              (Variables{"CLRSCOPE_CPU_HERTZ", "CLRSCOPE_"}));
}

TEST(Variables, TheAgentIsNotProfiledNorTunedLikeTheProgram) {
    const Variables kept = {"PATH=/bin",
                            "DOTNET_ROOT=/usr/share/dotnet",
                            "DOTNET_ROOT_X64=/x",
                            "DOTNET_BUNDLE_EXTRACT_BASE_DIR=/y",
                            "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1",
                            "LD_LIBRARY_PATH=/lib"};
    Variables environment = kept;
    for (const char* dropped :
         {"CORECLR_ENABLE_PROFILING=1", "CORECLR_PROFILER={x}", "CORECLR_PROFILER_PATH_64=/x.so", "COR_PROFILER=1",
          "DOTNET_gcServer=1", "DOTNET_STARTUP_HOOKS=/x.dll", "DOTNET_DiagnosticPorts=/x", "COMPlus_TieredPGO=1",
          "LD_PRELOAD=/x.so", "LD_AUDIT=/x.so", "ASPNETCORE_URLS=http://*:80"}) {
        environment.insert(environment.begin(), dropped);
    }
    EXPECT_EQ(AgentEnvironment(environment), kept);
}

TEST(Variables, TheAgentGetsItsOwnSettingsAndNotThisProcesss) {
    EXPECT_EQ(AgentEnvironment({"CLRSCOPE_DIR=/x", "CLRSCOPE_CONFIG=/c", "CLRSCOPE_CPU_HZ=1", "CLRSCOPE_OUTPUT=/o",
                                "CLRSCOPE_UNKNOWN=1"}),
              (Variables{"CLRSCOPE_CONFIG=/c", "CLRSCOPE_OUTPUT=/o"}));
}

}  // namespace
}  // namespace clrscope

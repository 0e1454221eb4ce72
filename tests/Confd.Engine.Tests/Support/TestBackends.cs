using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Backends;

namespace Confd.Engine.Tests.Support;

/// <summary>The backends whose options resource files of tests may hold: files, the environment, and memory with a table.</summary>
internal static class TestBackends
{
    public static BackendRegistry All { get; } =
        new(new MemoryBackendFactory(new MemoryKeyBackend()), new EnvironmentBackendFactory(), new FileBackendFactory());
}

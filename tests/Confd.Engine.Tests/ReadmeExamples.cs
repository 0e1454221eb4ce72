using Confd.Backends;
using Confd.Engine.Running;

namespace Confd.Engine.Tests;

/// <summary>The code of the package's README, compiled; <see cref="ReadmeTests"/> compares the two, and runs it.</summary>
internal static class ReadmeExamples
{
    public static async Task<string> RunOnceAsync(string folder, CancellationToken stop)
    {
        var backends = new BackendRegistry(ConfdEngine.OwnBackends);
        var section = new BackendSection("env");
        await using var backend = await backends.Find(section.Name)!.OpenAsync(section, new BackendContext(), stop);
        var options = new EngineOptions { ConfigDirectory = folder };
        await using var engine = new ConfdEngine(options, new EngineParts { Backend = backend, Backends = backends });
        var result = await engine.RunOnceAsync(stop);
        return result.ExitStatus == 0 ? "in sync" : result.Message;
    }
}

using Confd.Cli.Flags.Authoring;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Authoring;

public sealed class FlagFolderTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_PipeAmongTheFiles_FailsAtOnce()
    {
        _folder.Write("a.json", """{"key":"a","on":false}""");
        var pipe = NamedPipe.Make(_folder["b.json"]);

        (await Should.ThrowAsync<IOException>(() => NamedPipe.WithoutWaitingAsync(() => FlagFolder.Read(_folder.Path))))
            .Message.ShouldBe($"open {pipe}: it is a device, a pipe or a socket, not a file");
    }
}

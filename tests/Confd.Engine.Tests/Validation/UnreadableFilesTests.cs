using Confd.Engine.Resources;
using Confd.Engine.Tests.Support;
using Confd.Engine.Validation;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Validation;

/// <summary>Pipes and other special files among the resource files: neither a run nor a check blocks on them.</summary>
public sealed class UnreadableFilesTests : IDisposable
{
    private const string Refusal = "it is a device, a pipe or a socket, not a file";

    private readonly TempDirectory _folder = new();
    private readonly RecordedLog _logger = new(withAttributes: true);

    [Fact(Timeout = 60_000)]
    public async Task Load_PipeAmongResources_IsAProblemOfItsOwn()
    {
        PutPipe();
        _folder.Write("conf.d/good.toml", $"[template]\nsrc = \"a\"\ndest = \"{_folder["a"]}\"\nkeys = [\"/\"]");

        var set = await Task.Run(
            () => new ResourceFolder(new ResourceContext(_folder.Path, "", TestBackends.All), _logger).Load(),
            Cancellation).WaitAsync(Cancellation);

        set.Resources.ShouldHaveSingleItem().Path.ShouldBe(_folder["conf.d/good.toml"]);
        var problem = set.Problems.ShouldHaveSingleItem();
        problem.Path.ShouldBe(_folder["conf.d/pipe.toml"]);
        problem.Message.ShouldContain(Refusal);
    }

    [Fact(Timeout = 60_000)]
    public async Task ConfigCheck_PipeAmongResources_IsNamed()
    {
        PutPipe();
        var check = new ConfigCheck(_folder.Path, TestBackends.All, _logger);

        (await Should.ThrowAsync<ValidationException>(() => Task.Run(() => check.Run(null), Cancellation).WaitAsync(Cancellation)))
            .Message.ShouldContain(Refusal);
    }

    [Fact(Timeout = 60_000)]
    public async Task TemplateCheck_PipeAmongResources_IsNamed()
    {
        PutPipe();
        var check = new TemplateCheck(_folder.Path, TestBackends.All, _logger);

        (await Should.ThrowAsync<ValidationException>(() => Task.Run(() => check.Run(null, null), Cancellation).WaitAsync(Cancellation)))
            .Message.ShouldContain(Refusal);
    }

    public void Dispose() => _folder.Dispose();

    private void PutPipe()
    {
        Directory.CreateDirectory(_folder["conf.d"]);
        Assert.SkipUnless(Mounts.Run("mkfifo", _folder["conf.d/pipe.toml"]), "there is no mkfifo");
    }
}

using System.Text;
using Confd.Engine.Diffs;
using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.Updating;

/// <summary>What becomes of files that a secret went into.</summary>
public sealed class SecretFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly EngineFixture _fixture = new();

    public SecretFileTests()
    {
        _fixture.Backend.Set("/app/host", "h");
        _fixture.Backend.Set("/app/pw", "hunter2");
        _fixture.Backend.Secrets.Add("/app/pw");
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task RunOnce_TemplateReadsASecret_FileIsForItsOwnerAlone() =>
        (await ModeAsync("keys = [\"/app\"]", "/app/pw")).ShouldBe(Private);

    [Fact]
    public async Task RunOnce_SecretIsThereAndNotRead_FileIsAsBefore() =>
        (await ModeAsync("keys = [\"/app\"]", "/app/host")).ShouldBe(Public);

    [Fact]
    public async Task RunOnce_BackendOfTheOriginal_FileIsAsBeforeWithAWarning()
    {
        _fixture.Backend.MakesFilesPrivate = false;

        (await ModeAsync("keys = [\"/app\"]", "/app/pw")).ShouldBe(Public);

        _fixture.Logger.Text.ShouldContain("contains secrets, and users other than its owner can read it with mode -rw-r--r--");
    }

    [Fact]
    public async Task RunOnce_BackendOfTheOriginalAndAnExplicitMode_DoesNotWarn()
    {
        _fixture.Backend.MakesFilesPrivate = false;

        (await ModeAsync("keys = [\"/app\"]\nmode = \"0644\"", "/app/pw")).ShouldBe(Public);

        _fixture.Logger.Text.ShouldNotContain("contains secrets");
    }

    [Fact]
    public async Task RunOnce_ExistingFileOthersMayRead_IsMadePrivate()
    {
        Directory.CreateDirectory(_fixture.Directory["out"]);
        File.WriteAllText(_fixture.Out("a.conf"), "hunter2");
        File.SetUnixFileMode(_fixture.Out("a.conf"), Public);

        (await ModeAsync("keys = [\"/app\"]", "/app/pw")).ShouldBe(Private);
    }

    [Fact]
    public async Task RunOnce_ResourceWithAWiderMode_IsFollowedWithOneWarningAndNoValue()
    {
        _fixture.AddResource("a.conf", "keys = [\"/app\"]\nmode = \"0640\"", "/app/pw");
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);
        await engine.RunOnceAsync(Cancellation);

        File.GetUnixFileMode(_fixture.Out("a.conf")).ShouldBe(Private | UnixFileMode.GroupRead);
        _fixture.Logger.Text.Split("contains secrets, and users other than its owner can read it with mode -rw-r-----").Length.ShouldBe(2);
        _fixture.Logger.Text.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task RunOnce_NoopOfAResourceWithSecrets_DiffHidesThem()
    {
        var shown = new List<bool>();
        _fixture.AddResource("a.conf", "keys = [\"/app\"]", "/app/pw");
        _fixture.AddResource("b.conf", "keys = [\"/app/host\"]", "/app/host");
        await using var engine = _fixture.CreateEngine(options => options with
        {
            Update = new UpdateOptions { Noop = true, Diff = (_, _, _, _, holdsSecrets) => shown.Add(holdsSecrets) },
        });

        await engine.RunOnceAsync(Cancellation);

        shown.ShouldBe([true, false]);
    }

    [Fact]
    public void Diff_OfHiddenText_ShowsWhichLinesChangeAndNothingElse()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();

        UnifiedDiff.Write(
            output,
            "a\npassword = old\nb\n"u8.ToArray(),
            "a\npassword = new\nb"u8.ToArray(),
            new UnifiedDiffOptions("old", "new") { HidesText = true });

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(
            "--- old\n+++ new\n@@ -1,3 +1,3 @@\n (hidden)\n-(hidden)\n-(hidden)\n+(hidden)\n+(hidden)\n\\ No newline at end of file\n");
    }

    private async Task<UnixFileMode> ModeAsync(string settings, string template)
    {
        _fixture.AddResource("a.conf", settings, template);
        await using var engine = _fixture.CreateEngine();
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0, _fixture.Logger.Text);
        return File.GetUnixFileMode(_fixture.Out("a.conf"));
    }
}

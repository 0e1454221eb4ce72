using System.Buffers;
using System.Text;
using Confd.Engine.Documents;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.Engine.Tests.Support;
using Confd.GoTemplate.Values;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates;

public sealed class TemplateRendererTests : IDisposable
{
    private static readonly DateTime Earlier = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TempDirectory _folder = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Render_MissingFile_ReportsIt() =>
        Failure(Renderer(), "none.tmpl").ShouldBe($"missing template: {_folder["none.tmpl"]}");

    [Fact]
    public void Render_Folder_ReportsIt()
    {
        Directory.CreateDirectory(_folder["sub"]);
        Failure(Renderer(), "sub").ShouldBe($"unable to process template {_folder["sub"]}: read {_folder["sub"]}: is a directory");
    }

    [Fact]
    public async Task Render_PipeInThePlaceOfATemplate_IsRefusedAtOnce()
    {
        NamedPipe.Make(_folder["a.tmpl"]);

        (await NamedPipe.WithoutWaitingAsync(() => Failure(Renderer(), "a.tmpl"))).ShouldBe(
            $"unable to process template {_folder["a.tmpl"]}: open {_folder["a.tmpl"]}: it is a device, a pipe or a socket, not a file");
    }

    [Fact]
    public void Render_ParseError_NamesThePath()
    {
        Write("a.tmpl", "{{nope}}");
        Failure(Renderer(), "a.tmpl")
            .ShouldBe($"unable to process template {_folder["a.tmpl"]}: template: a.tmpl:1: function \"nope\" not defined");
    }

    [Fact]
    public void Render_AnyBytes_PassUnchanged()
    {
        var bytes = new byte[] { 0xEF, 0xBB, 0xBF, 0xFF, (byte)'\r', (byte)'\n', 0 };
        File.WriteAllBytes(_folder["a.tmpl"], [.. bytes, .. "{{getv \"/k\"}}"u8]);
        var output = new ArrayBufferWriter<byte>();
        Renderer().Render(
            _folder["a.tmpl"],
            new RenderInput(KeySnapshot.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["/k"] = new byte[] { 0xFE } })),
            output,
            Cancellation);
        output.WrittenSpan.ToArray().ShouldBe([.. bytes, 0xFE]);
    }

    [Fact]
    public void Render_WithinStatTtl_UsesTheCacheWithoutAStat()
    {
        var renderer = Renderer();
        Write("a.tmpl", "one");
        Text(renderer, "a.tmpl").ShouldBe("one");
        Write("a.tmpl", "two", Earlier.AddSeconds(5));
        Text(renderer, "a.tmpl").ShouldBe("one");
        renderer.CacheCounts.ShouldBe(new TemplateCacheCounts(Hits: 1, Misses: 1, StatHits: 1));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Text(renderer, "a.tmpl").ShouldBe("two");
        renderer.CacheCounts.ShouldBe(new TemplateCacheCounts(Hits: 1, Misses: 2, StatHits: 1));
    }

    [Fact]
    public void Render_UnchangedAfterStatTtl_IsACacheHitAfterAStat()
    {
        var renderer = Renderer();
        Write("a.tmpl", "one");
        Text(renderer, "a.tmpl");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Text(renderer, "a.tmpl");
        renderer.CacheCounts.ShouldBe(new TemplateCacheCounts(Hits: 1, Misses: 1, StatHits: 0));
        Text(renderer, "a.tmpl");
        renderer.CacheCounts.ShouldBe(new TemplateCacheCounts(Hits: 2, Misses: 1, StatHits: 1));
    }

    [Fact]
    public void Render_StatTtlZero_CallsStatEveryTime()
    {
        var renderer = Renderer(options => options with { StatCacheTtl = TimeSpan.Zero });
        Write("a.tmpl", "one");
        Text(renderer, "a.tmpl").ShouldBe("one");
        Write("a.tmpl", "two", Earlier.AddSeconds(5));
        Text(renderer, "a.tmpl").ShouldBe("two");
        renderer.CacheCounts.StatHits.ShouldBe(0);
    }

    [Fact]
    public void Render_CacheOff_ReadsEveryTimeAndCountsNothing()
    {
        var renderer = Renderer(options => options with { IsCacheEnabled = false });
        Write("a.tmpl", "one");
        Text(renderer, "a.tmpl").ShouldBe("one");
        Write("a.tmpl", "two");
        Text(renderer, "a.tmpl").ShouldBe("two");
        renderer.CacheCounts.ShouldBe(default);
    }

    [Fact]
    public void ClearCache_ChangedTemplate_IsReadAgain()
    {
        var renderer = Renderer();
        Write("a.tmpl", "one");
        Text(renderer, "a.tmpl");
        Write("a.tmpl", "two");
        renderer.ClearCache();
        Text(renderer, "a.tmpl").ShouldBe("two");
    }

    [Fact]
    public void Render_ChangedPartial_IsPickedUp()
    {
        var renderer = Renderer(options => options with { StatCacheTtl = TimeSpan.Zero });
        Write("a.tmpl", "[{{include \"p.tmpl\"}}]");
        Write("p.tmpl", "one");
        Text(renderer, "a.tmpl").ShouldBe("[one]");
        Write("p.tmpl", "two", Earlier.AddSeconds(5));
        Text(renderer, "a.tmpl").ShouldBe("[two]");
    }

    [Fact]
    public void Render_LinkThatLeadsElsewhere_IsTheNewTarget()
    {
        var renderer = Renderer(options => options with { StatCacheTtl = TimeSpan.Zero });
        Write("..1/a.tmpl", "one {{include \"p.tmpl\"}}");
        Write("..1/p.tmpl", "eins");
        Write("..2/a.tmpl", "two {{include \"p.tmpl\"}}");
        Write("..2/p.tmpl", "zwei");
        Directory.CreateSymbolicLink(_folder["..data"], "..1");
        File.CreateSymbolicLink(_folder["a.tmpl"], "..data/a.tmpl");
        File.CreateSymbolicLink(_folder["p.tmpl"], "..data/p.tmpl");
        Text(renderer, "a.tmpl").ShouldBe("one eins");

        Directory.CreateSymbolicLink(_folder["..tmp"], "..2");
        File.Delete(_folder["..data"]);
        Directory.Move(_folder["..tmp"], _folder["..data"]);

        Text(renderer, "a.tmpl").ShouldBe("two zwei");
    }

    [Fact]
    public void Render_TargetOfALinkWrittenAgain_IsRead()
    {
        var renderer = Renderer(options => options with { StatCacheTtl = TimeSpan.Zero });
        Write("real", "one");
        File.CreateSymbolicLink(_folder["a.tmpl"], "real");
        Text(renderer, "a.tmpl").ShouldBe("one");

        Write("real", "other", Earlier.AddSeconds(5));

        Text(renderer, "a.tmpl").ShouldBe("other");
    }

    [Fact]
    public void Render_FileReplacedByOneOfTheSameTimeAndSize_IsRead()
    {
        var renderer = Renderer(options => options with { StatCacheTtl = TimeSpan.Zero });
        Write("a.tmpl", "one");
        Text(renderer, "a.tmpl").ShouldBe("one");
        Write("b.tmpl", "two");

        File.Move(_folder["b.tmpl"], _folder["a.tmpl"], overwrite: true);

        Text(renderer, "a.tmpl").ShouldBe("two");
    }

    [Fact]
    public void Render_FileWrittenTwiceWithinOneTickOfTheClock_IsRead()
    {
        var renderer = Renderer(options => options with { StatCacheTtl = TimeSpan.Zero, Clock = TimeProvider.System });
        for (var round = 10; round < 60; round++)
        {
            Write("a.tmpl", $"round {round}");
            Text(renderer, "a.tmpl").ShouldBe($"round {round}");
        }
    }

    [Fact]
    public void Render_DeletedTemplate_IsMissing()
    {
        var renderer = Renderer();
        Write("a.tmpl", "one");
        Text(renderer, "a.tmpl");
        File.Delete(_folder["a.tmpl"]);
        Failure(renderer, "a.tmpl").ShouldBe($"missing template: {_folder["a.tmpl"]}");
    }

    [Fact]
    public void Include_LinkThatLeavesTheFolder_IsRefused()
    {
        using var outside = new TempDirectory();
        outside.Write("secret", "secret");
        Write("a.tmpl", "{{include \"link\"}}");
        Write("b.tmpl", "{{include \"up/secret\"}}");
        File.CreateSymbolicLink(_folder["link"], outside["secret"]);
        Directory.CreateSymbolicLink(_folder["up"], outside.Path);
        Failure(Renderer(), "a.tmpl").ShouldEndWith("error calling include: include path \"link\" is outside template directory");
        Failure(Renderer(), "b.tmpl").ShouldEndWith("error calling include: include path \"up/secret\" is outside template directory");
    }

    [Fact]
    public void Include_NonTextLinkThatLeavesTheFolder_IsRefused()
    {
        Write("a.tmpl", "{{include \"odd/passwd\"}}");
        using var links = new UnreadableLink(_folder.Path, "odd", "/etc");
        Failure(Renderer(), "a.tmpl").ShouldEndWith("is outside template directory");
    }

    [Fact]
    public void Include_LinkInsideTheFolder_IsFollowed()
    {
        Write("a.tmpl", "{{include \"link\"}}");
        Write("..data_1/real", "real");
        Directory.CreateSymbolicLink(_folder["..data"], "..data_1");
        File.CreateSymbolicLink(_folder["link"], "..data/real");
        Text(Renderer(), "a.tmpl").ShouldBe("real");
    }

    [Fact]
    public void Include_TemplateFolderIsALink_Works()
    {
        using var links = new TempDirectory();
        Directory.CreateSymbolicLink(links["templates"], _folder.Path);
        Write("a.tmpl", "{{include \"p.tmpl\"}}");
        Write("p.tmpl", "partial");
        var renderer = new TemplateRenderer(new TemplateRendererOptions { TemplateFolder = links["templates"] });
        var output = new ArrayBufferWriter<byte>();
        renderer.Render(links["templates/a.tmpl"], new RenderInput(KeySnapshot.Empty), output, Cancellation);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("partial");
    }

    [Fact]
    public void Include_LinksInACircle_AreRefused()
    {
        Write("a.tmpl", "{{include \"one\"}}");
        File.CreateSymbolicLink(_folder["one"], "two");
        File.CreateSymbolicLink(_folder["two"], "one");
        Failure(Renderer(), "a.tmpl").ShouldEndWith("is outside template directory");
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, "maximum include depth (10) exceeded")]
    public void Include_Depth_EndsAtTen(int depth, string? error)
    {
        for (var level = 0; level < depth; level++)
        {
            Write($"{level}.tmpl", $"{level}{{{{include \"{level + 1}.tmpl\"}}}}");
        }

        Write($"{depth}.tmpl", "end");
        if (error is null)
        {
            Text(Renderer(), "0.tmpl").ShouldBe("0123456789end");
        }
        else
        {
            Failure(Renderer(), "0.tmpl").ShouldEndWith(error);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Include_NameWithNulByte_IsAnErrorOfTheTemplate(bool isCacheEnabled)
    {
        Write("a.tmpl", "{{include \"p\\x00q\"}}");
        Failure(Renderer(options => options with { IsCacheEnabled = isCacheEnabled }), "a.tmpl").ShouldEndWith(
            $"include p\0q: open {_folder["p"]}\0q: invalid argument");
    }

    [Fact]
    public void Include_FileInPlaceOfAFolder_IsNamedAsByGo()
    {
        Write("a.tmpl", "{{include \"p.tmpl/x\"}}");
        Write("p.tmpl", "");
        Failure(Renderer(), "a.tmpl").ShouldEndWith($"include p.tmpl/x: open {_folder["p.tmpl/x"]}: not a directory");
    }

    [Fact]
    public void Render_ManyThreads_ShareOneRenderer()
    {
        var renderer = Renderer();
        Write("a.tmpl", "{{range seq 1 50}}{{include \"p.tmpl\" .}}{{end}}");
        Write("p.tmpl", "{{regexReplaceAll \"[0-9]\" (print .) \"x\"}}{{getv \"/k\"}}");
        var keys = KeySnapshot.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["/k"] = "v"u8.ToArray() });
        var texts = new string[16];
        Parallel.For(0, texts.Length, index => texts[index] = Text(renderer, "a.tmpl", keys));
        texts.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public void Render_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Write("a.tmpl", "{{range seq 1 100000}}{{.}}{{end}}");
        Should.Throw<OperationCanceledException>(() =>
            Renderer().Render(_folder["a.tmpl"], new RenderInput(KeySnapshot.Empty), new ArrayBufferWriter<byte>(), source.Token));
    }

    [Fact]
    public void Render_ValidationTable_WorksWithoutAStore()
    {
        Write(
            "a.tmpl",
            "{{getv \"/a\"}}|{{getv \"/a\" \"d\"}}|{{gets \"/*\"}}|{{exists \"/a\"}}|{{get \"/a\"}}|{{include "
            + "\"none\"}}|{{getenv \"X\" \"e\"}}|{{.name}}");
        var renderer = Renderer(options => options with { Functions = TemplateFunctions.ValidationTable });
        var output = new ArrayBufferWriter<byte>();
        var dot = JsonReader.ReadObject(ByteString.FromString("""{"name": "mock"}"""));
        renderer.Render(_folder["a.tmpl"], new RenderInput(KeySnapshot.Empty) { Dot = dot }, output, Cancellation);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("|d|[]|false|<no value>||e|mock");
    }

    [Fact]
    public void Check_BrokenTemplate_GivesTheParsersMessage()
    {
        Write("a.tmpl", "{{if}}");
        Should.Throw<TemplateRenderException>(() => Renderer().Check(_folder["a.tmpl"]))
            .Message.ShouldBe("template: a.tmpl:1: missing value for if");
    }

    [Fact]
    public void Functions_OwnTable_AddsAndReplaces()
    {
        Write("a.tmpl", "{{flag \"x\"}} {{toUpper \"a\"}}");
        var own = TemplateFunctions.Table.With(
        [
            GoFunction.Create("flag", [GoType.String], GoType.Bool, (_, _) => Value.FromBool(true)),
            GoFunction.Create("toUpper", [GoType.String], GoType.String, (_, _) => Value.FromString("mine")),
        ]);
        Text(Renderer(options => options with { Functions = own }), "a.tmpl").ShouldBe("true mine");
    }

    public void Dispose() => _folder.Dispose();

    private TemplateRenderer Renderer(Func<TemplateRendererOptions, TemplateRendererOptions>? change = null)
    {
        var options = new TemplateRendererOptions { TemplateFolder = _folder.Path, Clock = _clock };
        return new TemplateRenderer(change is null ? options : change(options));
    }

    private void Write(string name, string text, DateTime? modified = null) =>
        File.SetLastWriteTimeUtc(_folder.Write(name, text), modified ?? Earlier);

    private string Text(TemplateRenderer renderer, string name, KeySnapshot? keys = null)
    {
        var output = new ArrayBufferWriter<byte>();
        renderer.Render(_folder[name], new RenderInput(keys ?? KeySnapshot.Empty), output, Cancellation);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private string Failure(TemplateRenderer renderer, string name) =>
        Should.Throw<TemplateRenderException>(() => Text(renderer, name)).Message;
}

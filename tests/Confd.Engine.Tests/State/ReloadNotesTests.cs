using Confd.Engine.Commands;
using Confd.Engine.Resources;
using Confd.Engine.State;
using Confd.TestSupport;

namespace Confd.Engine.Tests.State;

/// <summary>The notes themselves: what is written, what is taken for a note, and what is not.</summary>
public sealed class ReloadNotesTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly RecordedLog _logger = new(withAttributes: true);

    private string NotePath => Directory.GetFiles(_folder["state"]).ShouldHaveSingleItem();

    [Theory]
    [InlineData("plain.conf")]
    [InlineData("two words \"and\\ more")]
    [InlineData("ä\n\u0001\u2028😀")]
    public void Left_NoteOfAnEarlierProcess_ReportsThePendingReload(string name)
    {
        var file = FileOf("a", name);
        Notes().Write(file, "/out/.staged").ShouldBeTrue();

        Notes().Left[file.Resource.Path].ShouldBe([new ReloadNote(file.Resource.Path, file.Path, "/out/.staged", PathOrigin.Written)]);
    }

    [Fact]
    public void Left_OtherResource_HasNone()
    {
        Notes().Write(FileOf("a", "x"), "/s");

        Notes().Left[FileOf("b", "x").Resource.Path].ShouldBeEmpty();
    }

    [Fact]
    public void Write_SameFileByAnotherPath_IsTheSameNote()
    {
        var file = FileOf("a", "x");
        Notes().Write(file, "/s");
        Notes().Write(file with { Path = _folder["out/./sub/../x"] }, "/s");

        NotePath.ShouldNotBeEmpty();
    }

    [Fact]
    public void Delete_Note_IsGoneFromTheDisk()
    {
        var notes = Notes();
        notes.Write(FileOf("a", "x"), "/s");

        notes.Delete(FileOf("a", "x"));
        notes.Delete(FileOf("a", "x"));

        Directory.GetFiles(_folder["state"]).ShouldBeEmpty();
    }

    // A text that no program of ours wrote must not stop the resources of every cycle.
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":1,"resource":null,"destination":"$D","staged":"/s"}""")]
    [InlineData("""{"version":1,"resource":"$R","destination":null,"staged":"/s"}""")]
    [InlineData("""{"version":1,"resource":"$R","destination":"$D","staged":null}""")]
    [InlineData("""{"version":1,"resource":"","destination":"$D","staged":"/s"}""")]
    [InlineData("""{"version":1,"resource":"$R","destination":"","staged":"/s"}""")]
    [InlineData("""{"version":1,"resource":"$R","destination":7,"staged":"/s"}""")]
    [InlineData("""{"version":1,"resource":"$R","destination":"a\u0000b","staged":"/s"}""")]
    [InlineData("""{"version":1,"resource":"$R","destination":"/somewhere/else","staged":"/s"}""")]
    public void Left_InvalidText_IsIgnoredAndReported(string text)
    {
        var file = FileOf("a", "x");
        Notes().Write(file, "/s");
        File.WriteAllText(NotePath, text
            .Replace("$R", file.Resource.Path, StringComparison.Ordinal)
            .Replace("$D", file.Path, StringComparison.Ordinal));

        Notes().Left.ShouldBeEmpty();

        _logger.Count($"The note {Path.GetFileName(NotePath)} in the state folder cannot be read").ShouldBe(1);
    }

    [Fact]
    public void Left_NoteOfAnotherConfiguration_IsNotEvenRead()
    {
        Notes().Write(FileOf("a", "x"), "/s");
        File.WriteAllText(NotePath, "no note");

        new ReloadNotes(new StateFolder(_folder["state"], _logger), _folder["other/conf.d"], _logger).Left.ShouldBeEmpty();

        File.Exists(NotePath).ShouldBeTrue();
        _logger.Count("cannot be read").ShouldBe(0);
    }

    [Fact]
    public void Left_ResourceFileIsGone_RemovesItsNote()
    {
        Notes().Write(FileOf("a", "x"), "/s");
        File.Delete(_folder["conf.d/a.toml"]);

        Notes().Left.ShouldBeEmpty();

        Directory.GetFiles(_folder["state"]).ShouldBeEmpty();
    }

    [Fact]
    public void Left_ResourceFileIsGoneInADryRun_KeepsItsNote()
    {
        Notes().Write(FileOf("a", "x"), "/s");
        File.Delete(_folder["conf.d/a.toml"]);
        var notes = new ReloadNotes(
            new StateFolder(_folder["state"], _logger) { IsReadOnly = true }, _folder["conf.d"], _logger);

        notes.Left.ShouldBeEmpty();
        notes.Delete(FileOf("a", "x"));
        notes.Write(FileOf("a", "y"), "/s").ShouldBeFalse();

        NotePath.ShouldNotBeEmpty();
    }

    [Fact]
    public void Left_NoteOfARelativePathInAnotherWorkingDirectory_IsLeftToIt()
    {
        var file = FileOf("a", "x");
        Notes().Write(file, "/s");
        var name = System.Text.Json.JsonEncodedText.Encode(file.Path).ToString();
        File.WriteAllText(NotePath, File.ReadAllText(NotePath)
            .Replace($"\"destination\":\"{name}\"", "\"destination\":\"out/x\"", StringComparison.Ordinal));

        Notes().Left.ShouldBeEmpty();

        NotePath.ShouldNotBeEmpty();
        _logger.Lines.ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private ReloadNotes Notes() => new(new StateFolder(_folder["state"], _logger), _folder["conf.d"], _logger);

    private TargetFile FileOf(string name, string destination) => new Resource
    {
        Path = _folder.Write($"conf.d/{name}.toml", ""),
        Source = "",
        Destination = Path.Join(_folder["out"], destination),
        Prefix = "/",
        LookupKeys = [],
        UserId = 0,
        GroupId = 0,
    }.OnlyFile;
}

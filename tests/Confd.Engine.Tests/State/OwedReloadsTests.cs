using Confd.Engine.Resources;
using Confd.Engine.State;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.State;

/// <summary>The notes themselves: what is written, what is taken for a note, and what is not.</summary>
public sealed class OwedReloadsTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly RecordedLog _logger = new(withAttributes: true);

    private string NotePath => Directory.GetFiles(_folder["state"]).ShouldHaveSingleItem();

    [Theory]
    [InlineData("plain.conf")]
    [InlineData("two words \"and\\ more")]
    [InlineData("ä\n\u0001\u2028😀")]
    public void Find_NoteOfAnEarlierProcess_SaysWhatWasOwed(string name)
    {
        var resource = ResourceOf("a", name);
        Notes().Add(resource, "/out/.staged");

        var note = Notes().Find(resource).ShouldNotBeNull();

        note.ShouldBe(new OwedReload(resource.Path, resource.Destination, "/out/.staged", PathOrigin.Written));
        Notes().FindAll(resource).ShouldBe([note]);
    }

    [Fact]
    public void Find_OtherDestinationOrResource_OwesNothing()
    {
        Notes().Add(ResourceOf("a", "x"), "/s");

        Notes().Find(ResourceOf("a", "y")).ShouldBeNull();
        Notes().Find(ResourceOf("b", "x")).ShouldBeNull();
        Notes().FindAll(ResourceOf("b", "x")).ShouldBeEmpty();
    }

    [Fact]
    public void Find_SameDestinationByAnotherPath_IsTheSameNote()
    {
        var resource = ResourceOf("a", "x");
        Notes().Add(resource, "/s");

        Notes().Find(resource with { Destination = _folder["out/./sub/../x"] }).ShouldNotBeNull();
    }

    [Fact]
    public void Remove_Note_IsGoneFromTheDisk()
    {
        var notes = Notes();
        notes.Add(ResourceOf("a", "x"), "/s");

        notes.Remove(ResourceOf("a", "x"));
        notes.Remove(ResourceOf("a", "x"));

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
    public void Find_TextThatIsNoNote_IsNoneAndSaidSo(string text)
    {
        var resource = ResourceOf("a", "x");
        Notes().Add(resource, "/s");
        File.WriteAllText(NotePath, text
            .Replace("$R", resource.Path, StringComparison.Ordinal)
            .Replace("$D", resource.Destination, StringComparison.Ordinal));

        var notes = Notes();

        notes.Find(resource).ShouldBeNull();
        notes.FindAll(resource).ShouldBeEmpty();
        _logger.Count($"The note {Path.GetFileName(NotePath)} in the state folder cannot be read").ShouldBe(1);
    }

    [Fact]
    public void FindAll_NoteOfAnotherConfiguration_IsNotEvenRead()
    {
        Notes().Add(ResourceOf("a", "x"), "/s");
        File.WriteAllText(NotePath, "no note");
        var other = new OwedReloads(new StateFolder(_folder["state"], _logger), _folder["other/conf.d"], _logger);

        other.FindAll(ResourceOf("a", "x")).ShouldBeEmpty();

        File.Exists(NotePath).ShouldBeTrue();
        _logger.Count("cannot be read").ShouldBe(0);
    }

    [Fact]
    public void FindAll_ResourceFileIsGone_ForgetsItsNote()
    {
        Notes().Add(ResourceOf("a", "x"), "/s");
        File.Delete(_folder["conf.d/a.toml"]);

        var found = new OwedReloads(new StateFolder(_folder["state"], _logger), _folder["conf.d"], _logger)
            .FindAll(ResourceOf("a", "x", makeFile: false));

        found.ShouldBeEmpty();
        Directory.GetFiles(_folder["state"]).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private OwedReloads Notes() => new(new StateFolder(_folder["state"], _logger), _folder["conf.d"], _logger);

    private Resource ResourceOf(string name, string destination, bool makeFile = true)
    {
        if (makeFile)
        {
            _folder.Write($"conf.d/{name}.toml", "");
        }

        return new Resource
        {
            Path = _folder[$"conf.d/{name}.toml"],
            Source = "",
            Destination = Path.Join(_folder["out"], destination),
            Prefix = "/",
            LookupKeys = [],
            UserId = 0,
            GroupId = 0,
        };
    }
}

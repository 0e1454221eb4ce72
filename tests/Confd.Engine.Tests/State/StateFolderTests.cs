using System.Text;
using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Engine.State;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.State;

public sealed class StateFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempDirectory _directory = new();
    private readonly RecordedLog _logger = new(withAttributes: true);
    private readonly StateFolder _state;

    public StateFolderTests() => _state = new StateFolder(Folder, _logger);

    private string Folder => _directory["state"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_NoFolderYet_FindsNothingAndMakesNone()
    {
        _state.Read("a").ShouldBeNull();
        _state.Find("a").ShouldBeEmpty();
        _state.Delete("a");

        Directory.Exists(Folder).ShouldBeFalse();
        _logger.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Write_LeftoversOfKilledRuns_AreRemovedWhateverTheirNameWas()
    {
        _state.Write("a", "text"u8.ToArray());
        var left = Path.GetFileName(StageName.Next(Path.Join(Folder, "gone.json"), isKept: false).Text);
        _directory.Write($"state/{left}", "half");
        _directory.Write("state/.other.confd-1", "a user's");

        new StateFolder(Folder, _logger).Write("b", "text"u8.ToArray()).ShouldBeTrue();

        Directory.GetFiles(Folder).Select(Path.GetFileName).ShouldBe(["a", "b", ".other.confd-1"], ignoreOrder: true);
    }

    [Fact]
    public void Write_FirstFile_MakesAFolderForThisUserAlone()
    {
        _state.Write("a", "text"u8.ToArray()).ShouldBeTrue();

        File.GetUnixFileMode(Folder).ShouldBe(OwnerOnly);
        File.GetUnixFileMode(Path.Join(Folder, "a")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _state.Read("a").ShouldBe("text"u8.ToArray());
        Directory.GetFiles(Folder).Length.ShouldBe(1);
    }

    // A cycle in which nothing happens is to leave the disk alone.
    [Fact]
    public void Write_WhatIsThereAlready_TouchesNothing()
    {
        _state.Write("a", "text"u8.ToArray());
        var before = FileIdentity.Of(Path.Join(Folder, "a")).ShouldNotBeNull();

        _state.Write("a", "text"u8.ToArray()).ShouldBeTrue();

        FileIdentity.Of(Path.Join(Folder, "a")).ShouldBe(before);
    }

    [Fact]
    public void Write_Again_IsTheNewText()
    {
        _state.Write("a", "a longer text"u8.ToArray());
        _state.Write("a", "short"u8.ToArray());

        _state.Read("a").ShouldBe("short"u8.ToArray());
        _state.Delete("a");
        _state.Read("a").ShouldBeNull();
    }

    [Fact]
    public void Find_Prefix_IsInOrderAndOfThatPrefixOnly()
    {
        foreach (var name in (string[])["note-b", "list-a", "note-a"])
        {
            _state.Write(name, []);
        }

        _state.Find("note-").Select(Path.GetFileName).ShouldBe(["note-a", "note-b"]);
    }

    [Fact]
    public void Write_NoParentFolder_MakesNoTreeAndReportsWhyOnce()
    {
        var state = new StateFolder(_directory["absent/state"], _logger);

        state.Write("a", []).ShouldBeFalse();
        state.Write("b", []).ShouldBeFalse();

        Directory.Exists(_directory["absent"]).ShouldBeFalse();
        _logger.Count($"there is no folder {_directory["absent"]}").ShouldBe(1);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.StickyBit)]
    public void Use_FolderWritableByOthers_IsNotTrusted(UnixFileMode more)
    {
        _state.Write("a", "text"u8.ToArray());
        File.SetUnixFileMode(Folder, OwnerOnly | more);

        _state.Read("a").ShouldBeNull();
        _state.Write("b", []).ShouldBeFalse();
        _logger.Count("others can write to it").ShouldBe(1);

        File.SetUnixFileMode(Folder, OwnerOnly);
        _state.Read("a").ShouldBe("text"u8.ToArray());
    }

    [Fact]
    public void Use_FolderOfThisProgramsGroup_IsTrusted()
    {
        _state.Write("a", "text"u8.ToArray());
        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);

        _state.Read("a").ShouldBe("text"u8.ToArray());
    }

    [Fact]
    public void Use_FileInPlaceOfTheFolder_IsNotUsed()
    {
        _directory.Write("state", "");

        _state.Write("a", []).ShouldBeFalse();
        _logger.Count("it is not a folder").ShouldBe(1);
    }

    [Fact]
    public void Read_LinkOrFileWritableByOthers_IsIgnored()
    {
        _state.Write("a", "text"u8.ToArray());
        _directory.Write("outside", "chosen by another");
        File.CreateSymbolicLink(Path.Join(Folder, "link"), _directory["outside"]);
        File.SetUnixFileMode(Path.Join(Folder, "a"), UnixFileMode.UserRead | UnixFileMode.OtherWrite);

        _state.Read("link").ShouldBeNull();
        _state.Read("a").ShouldBeNull();
        _logger.Count("is not a file of this program").ShouldBe(1);
    }

    [Fact]
    public void Read_PipeInTheFolder_IsNotWaitedFor()
    {
        _state.Write("a", []);
        Assert.SkipUnless(Mounts.Run("mkfifo", Path.Join(Folder, "pipe")), "there is no mkfifo");

        _state.Read("pipe").ShouldBeNull();
    }

    [Fact]
    public void Holds_File_RecognizesTheFolderByAnyPath()
    {
        _state.Write("a", []);
        Directory.CreateSymbolicLink(_directory["link"], "state");

        _state.Holds(Path.Join(Folder, "new")).ShouldBeTrue();
        _state.Holds(_directory["link/new"]).ShouldBeTrue();
        _state.Holds(_directory["state-other"]).ShouldBeFalse();
        _state.Holds(_directory["elsewhere/new"]).ShouldBeFalse();
        new StateFolder(null, _logger).Holds(Path.Join(Folder, "new")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Use_NoFolder_LogsNothing(string? path)
    {
        var state = new StateFolder(path, _logger);

        state.Write("a", []).ShouldBeFalse();
        state.Read("a").ShouldBeNull();
        _logger.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void FileName_OfTwoTexts_DistinguishesThemWhereTheyAreJoined()
    {
        StateFileName.Of("kind-", "a", "bc").ShouldNotBe(StateFileName.Of("kind-", "ab", "c"));
        StateFileName.Of("kind-", "/etc/../x", "\n").ShouldMatch("^kind-[0-9a-f]{64}\\.json$");
        StateFileName.Of("kind-", "a", "b").ShouldBe(
            "kind-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes("a\0b"))) + ".json");
    }
}

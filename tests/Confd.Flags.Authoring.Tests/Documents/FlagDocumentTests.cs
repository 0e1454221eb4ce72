using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests.Documents;

public sealed class FlagDocumentTests
{
    [Fact]
    public void Edit_HighestPossibleVersion_IsRefused() =>
        Should.Throw<FlagEditException>(
                () => TestFlags.WithFlag($$"""{"key":"f","version":{{long.MaxValue}},"on":true}""").Edit(new SwitchFlag(IsOn: false)))
            .Message.ShouldContain("which nothing can follow");

    [Fact]
    public void Edit_DeeplyNestedValue_IsKept()
    {
        var deep = new string('[', 300) + new string(']', 300);
        var environment = TestFlags.WithFlag(
            $$"""{"key":"f","version":1,"on":true,"variations":[{{deep}}],"fallthrough":{"variation":0} }""");

        var plan = environment.Edit(new SwitchFlag(IsOn: false));

        plan.Problems.ShouldBeEmpty();
        plan.Json().ShouldContain($"\"variations\":[{deep}]");
    }

    [Fact]
    public void Read_VersionInTheTextDiffers_IsThatOfTheStore()
    {
        var document = Read("""{"on":true,"version":3,"key":"other"}""", version: 9);

        document.Version.ShouldBe(9);
        Text(document).ShouldBe("""{"on":true,"version":9,"key":"f"}""");
    }

    [Fact]
    public void Read_TextWithoutKeyAndVersion_GetsThemInFront() =>
        Text(Read("""{"on":true}""", version: 2)).ShouldBe("""{"key":"f","version":2,"on":true}""");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public void Read_TombstoneWithoutText_IsDeletedAndNotArchived(string content)
    {
        var document = FlagDocument.Read(DataKind.Features, "f", VersionedItem.Tombstone(7, Encoding.UTF8.GetBytes(content)));

        (document.IsDeleted, document.IsArchived, document.Version).ShouldBe((true, false, 7L));
        document.ToItem().IsDeleted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"deleted":true,"archived":true}""", true, true)]
    [InlineData("""{"deleted":false,"archived":true}""", false, false)]
    [InlineData("""{"deleted":"true"}""", false, false)]
    public void Read_Archived_IsOneThatIsDeletedToo(string json, bool isDeleted, bool isArchived)
    {
        var document = Read(json);

        (document.IsDeleted, document.IsArchived).ShouldBe((isDeleted, isArchived));
    }

    [Theory]
    [InlineData("[1]", "is not a JSON object, has a field twice")]
    [InlineData("null", "is stored as null")]
    [InlineData("{\"a\":", "is not a JSON object")]
    [InlineData("""{"own":{"a":1,"a":2}}""", "has a field twice")]
    [InlineData("""{"description":"\ud83d"}""", "or holds text that is not Unicode")]
    [InlineData("""{"own":[{"\ude00":1}]}""", "or holds text that is not Unicode")]
    public void Read_TextThatCannotBeChangedWithoutLoss_IsRefused(string json, string problem)
    {
        var refused = Should.Throw<FlagEditException>(() => Read(json));

        refused.Message.ShouldStartWith("flag 'f' ");
        refused.Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"b":[1,2],"a":1,"version":77}""", true)]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", false)]
    [InlineData("""{"b":[1,2]}""", """{"b":[2,1]}""", false)]
    public void SaysTheSame_OtherOrderOfFieldsOrVersion_IsTrue(string one, string other, bool isSame) =>
        Read(one, 1).HasSameContent(Read(other, 2)).ShouldBe(isSame);

    [Fact]
    public void RequireVersion_Another_ReportsBothAndThatNothingWasWritten()
    {
        var document = Read("{}", version: 4);

        document.RequireVersion(null);
        document.RequireVersion(4);
        var refused = Should.Throw<FlagEditException>(() => document.RequireVersion(3));
        refused.Message.ShouldBe("flag 'f' has version 4, not 3: it was changed meanwhile, and nothing was written");
        refused.Kind.ShouldBe(FlagRefusal.ChangedMeanwhile);
    }

    [Fact]
    public void CopyRoot_Changed_LeavesTheDocumentAsItWas()
    {
        var document = Read("""{"list":[1]}""");

        document.CopyRoot()["list"]!.AsArray().Add(2);

        Text(document).ShouldContain("\"list\":[1]");
    }

    private static FlagDocument Read(string json, long version = 1) =>
        FlagDocument.Read(DataKind.Features, "f", new VersionedItem(version, Encoding.UTF8.GetBytes(json)));

    private static string Text(FlagDocument document) => Encoding.UTF8.GetString(document.ToUtf8());
}

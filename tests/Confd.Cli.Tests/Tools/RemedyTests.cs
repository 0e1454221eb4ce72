using Confd.Backends;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Tests.Tools;

/// <summary>A command is named only if it fixes the failure.</summary>
public sealed class RemedyTests
{
    [Fact]
    public void For_MissingTableThatWasNamed_IsTheCommandThatCreatesIt()
    {
        Remedy.For(Missing("t"), keyTable: "t").ShouldBe("; try `confd table create --table t`");
        Remedy.For(new KeyBackendException("no", Missing("t")), keyTable: "t").ShouldBe("; try `confd table create --table t`");
        Remedy.For(new FlagStoreException("no", Missing("t")), flagTable: "t")
            .ShouldBe("; try `confd flags init --create-table --table t --file FILE`");
    }

    [Fact]
    public void For_MissingTableOfAnotherKind_IsNothing()
    {
        Remedy.For(Missing("t-journal"), keyTable: "t").ShouldBe("");
        Remedy.For(Missing("credential-store")).ShouldBe("");
        Remedy.For(Missing("t-journal"), flagTable: "t").ShouldBe("");
    }

    [Fact]
    public void For_ItemThatIsTooLarge_IsTheOption() =>
        Remedy.For(new FlagItemTooLargeException("too large", DataKind.Features, "f", 500_000))
            .ShouldBe("; `--large-items parts` does so, for confd's own readers");

    [Fact]
    public void For_MissingIndex_IsNothing() =>
        Remedy.For(new DynamoDbException(DynamoDbFailure.TableMissing, "table t has no index i") { Table = "t" }, keyTable: "t")
            .ShouldBe("");

    [Fact]
    public void For_StreamThatAJournalNeeds_IsTheCommandThatTurnsItOn() =>
        Remedy.For(
            new DynamoDbException(DynamoDbFailure.StreamPositionLost, "none") { Table = "t", Remedy = DynamoDbRemedy.EnableJournal })
            .ShouldBe("; try `confd table journal enable --table t`");

    [Fact]
    public void For_MissingJournalWithANameOfItsOwn_IsTheCommandThatEnablesThatOne() =>
        Remedy.For(
            new DynamoDbException(DynamoDbFailure.TableMissing, "none")
            {
                Table = "t",
                Journal = "j",
                Remedy = DynamoDbRemedy.EnableJournal,
            },
            flagTable: "t")
            .ShouldBe("; try `confd table journal enable --table t --journal j`");

    [Fact]
    public void For_OtherFailures_IsNothing()
    {
        Remedy.For(new IOException("disk full"), keyTable: "t").ShouldBe("");
        Remedy.For(
            new DynamoDbException(DynamoDbFailure.Throttled, "slow") { Table = "t", Operation = "Scan" }, keyTable: "t").ShouldBe("");
    }

    private static DynamoDbException Missing(string table) =>
        new(DynamoDbFailure.TableMissing, "failed") { Table = table, Operation = "DescribeTable" };
}

using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>Denied access to a journal is reported only if a given message is lost or an entry is known to be missing.</summary>
public sealed class JournalDenialTests
{
    [Theory]
    [InlineData("GetItem", null, null, false)]
    [InlineData("GetItem", null, "why", true)]
    [InlineData("GetItem", "ann", null, true)]
    [InlineData("PutItem", null, null, true)]
    public async Task TryNote_Denied_FailsOnlyIfSomethingIsLost(string operation, string? actor, string? message, bool fails)
    {
        await using var table = await TestTable.CreateAsync();
        using var connection = await DynamoConnection.ConnectAsync(table.Options().Connection, Cancellation);
        var journal = new TableJournal(connection, table.Name);
        await journal.EnableAsync(cancellationToken: Cancellation);
        table.Proxy.Enqueue(Fault.AccessDenied, operation);
        var noting = journal.TryRecordAuthorAsync(
            new JournalWriter("confd table put") { Actor = actor, Message = message }, [new("/a", "1")], cancellationToken: Cancellation);

        if (fails)
        {
            (await noting.ShouldThrowAsync<DynamoDbException>()).Failure.ShouldBe(DynamoDbFailure.AccessDenied);
        }
        else
        {
            (await noting).ShouldBeFalse();
        }

        await journal.DisableAsync(Cancellation);
    }
}

using Confd.Flags.Console.Access;
using Confd.TestSupport;

namespace Confd.Flags.Console.Tests.Access;

public sealed class TicketsTests
{
    private static readonly ConsoleToken Ann = new("ann", ServedConsole.AnnsToken);
    private static readonly ConsoleToken Anonymous = new(null, ServedConsole.TokenWithoutOwner);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Find_TicketOfEachToken_ReturnsItsOwner()
    {
        var tickets = new Tickets([Ann, Anonymous], "console", _clock);

        tickets.Find(tickets.Issue(Ann).Ticket)!.Actor.ShouldBe("ann");
        tickets.Find(tickets.Issue(Anonymous).Ticket)!.Actor.ShouldBe("console");
    }

    [Fact]
    public void Find_TicketWithAnyCharacterChanged_IsNull()
    {
        var tickets = new Tickets([Ann], "console", _clock);
        var ticket = tickets.Issue(Ann).Ticket;

        // The last character carries bits that are not there: two spellings of one ticket are no forgery.
        for (var at = 0; at < ticket.Length - 1; at++)
        {
            var forged = ticket.ToCharArray();
            forged[at] = forged[at] == 'A' ? 'B' : 'A';
            tickets.Find(new string(forged)).ShouldBeNull($"character {at}");
        }
    }

    [Fact]
    public void Find_TicketOfARemovedToken_IsNull()
    {
        var ticket = new Tickets([Ann, Anonymous], "console", _clock).Issue(Ann).Ticket;

        new Tickets([Anonymous], "console", _clock).Find(ticket).ShouldBeNull();
        new Tickets([Anonymous, Ann], "console", _clock).Find(ticket).ShouldNotBeNull();
    }

    [Fact]
    public void Find_WithoutTokens_AcceptsOnlyTicketsOfThisProcess()
    {
        var tickets = new Tickets([], "console", _clock);
        var ticket = tickets.Issue(null).Ticket;

        tickets.Find(ticket)!.Actor.ShouldBe("console");
        new Tickets([], "console", _clock).Find(ticket).ShouldBeNull();
    }

    [Fact]
    public void Find_ExpiredTicket_IsNull()
    {
        var tickets = new Tickets([Ann], "console", _clock);
        var (ticket, session) = tickets.Issue(Ann);
        _clock.Advance(session.Ends - _clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        tickets.Find(ticket).ShouldNotBeNull();

        _clock.Advance(TimeSpan.FromSeconds(1));

        tickets.Find(ticket).ShouldBeNull();
    }

    [Fact]
    public void Revoke_OfOneSession_LeavesTheOthers()
    {
        var tickets = new Tickets([Ann], "console", _clock);
        var (one, session) = tickets.Issue(Ann);
        var other = tickets.Issue(Ann).Ticket;

        tickets.Revoke(session);

        tickets.Find(one).ShouldBeNull();
        tickets.Find(other).ShouldNotBeNull();
    }

    [Fact]
    public void Revoke_InOneProcess_DoesNotAffectAnotherWithTheSameToken()
    {
        var tickets = new Tickets([Ann], "console", _clock);
        var (ticket, session) = tickets.Issue(Ann);

        tickets.Revoke(session);

        new Tickets([Ann], "console", _clock).Find(ticket).ShouldNotBeNull();
    }

    [Fact]
    public void Revoke_MoreThanAreKept_KeepsAllRevoked()
    {
        var tickets = new Tickets([Ann], "console", _clock);
        var revoked = new List<string>();
        for (var count = 0; count < Revocations.MaxKept * 2; count++)
        {
            var (ticket, session) = tickets.Issue(Ann);
            tickets.Revoke(session);
            revoked.Add(ticket);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var inUse = tickets.Issue(Ann).Ticket;

        revoked.ShouldAllBe(ticket => tickets.Find(ticket) == null);
        tickets.Find(inUse).ShouldNotBeNull();
    }

    [Fact]
    public void Revoke_ManyExpired_EndsNoOther()
    {
        var tickets = new Tickets([Ann], "console", _clock);
        Session last = null!;
        for (var count = 0; count < Revocations.MaxKept; count++)
        {
            last = tickets.Issue(Ann).Session;
            tickets.Revoke(last);
        }

        _clock.Advance(last.Ends - _clock.GetUtcNow());
        var inUse = tickets.Issue(Ann).Ticket;
        tickets.Revoke(tickets.Issue(Ann).Session);

        tickets.Find(inUse).ShouldNotBeNull();
    }

    [Fact]
    public void Add_Repeatedly_KeepsNoMoreThanTheLimit()
    {
        var revocations = new Revocations(_clock);

        for (var count = 0; count < Revocations.MaxKept * 3; count++)
        {
            revocations.Add(new Session($"{count}", "ann", "", _clock.GetUtcNow() + TimeSpan.FromHours(12)));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        revocations.Kept.ShouldBeLessThanOrEqualTo(Revocations.MaxKept);
    }

    [Fact]
    public void Issue_EachTime_HasAFormTokenOfItsOwn()
    {
        var tickets = new Tickets([Ann], "console", _clock);

        tickets.Issue(Ann).Session.FormToken.ShouldNotBe(tickets.Issue(Ann).Session.FormToken);
        var (ticket, session) = tickets.Issue(Ann);
        tickets.Find(ticket)!.FormToken.ShouldBe(session.FormToken);
        ticket.ShouldNotContain(session.FormToken);
    }
}

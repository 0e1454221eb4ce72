using System.Text;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Toml;

namespace Confd.Engine.Tests.Resources;

public sealed class AccountTests
{
    private static readonly SettingsTable Template = new(TomlReader.Read(Encoding.UTF8.GetBytes("owner = \"app\"\n"), "/r.toml"));

    [Fact]
    public void Read_LookupUnavailable_LooksUpAgainAtEachUpdate()
    {
        Func<uint?> answer = () => throw new UnixException("looking up user app", error: 111);
        var account = Account.Read(Template, AccountKind.User with { Find = _ => answer() });

        account.Id.ShouldBeNull();
        Should.Throw<ResourceException>(() => account.Find()).Message
            .ShouldBe("cannot find owner's UID: looking up user app: connection refused");
        answer = () => null;
        Should.Throw<ResourceException>(() => account.Find()).Message.ShouldBe("cannot find owner's UID: user: unknown user app");
        answer = () => 1234;
        account.Find().ShouldBe(1234u);
    }

    [Fact]
    public void Read_UnknownName_IsRefusedAtOnce() =>
        Should.Throw<ResourceException>(() => Account.Read(Template, AccountKind.User with { Find = _ => null })).Message
            .ShouldBe("cannot find owner's UID: user: unknown user app (/r.toml:1:9)");

    [Fact]
    public void Require_NameCreatedLater_IsRefusedUntilThen()
    {
        uint? answer = null;
        var account = Account.Read(Template, AccountKind.User with { Find = _ => answer }, looksUpLater: true);

        Should.Throw<ResourceException>(account.Require).Message
            .ShouldBe("cannot find owner's UID: user: unknown user app (/r.toml:1:9)");
        answer = 1234;
        account.Require();
        account.Find().ShouldBe(1234u);
    }

    // getpwnam_r(3): none of that name, and ECONNREFUSED, EIO, EMFILE, EAGAIN.
    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(9, true)]
    [InlineData(1, true)]
    [InlineData(111, false)]
    [InlineData(5, false)]
    [InlineData(24, false)]
    [InlineData(11, false)]
    public void MeansNotFound_Error_IsOneOfTheManual(int error, bool expected) => Accounts.MeansNotFound(error).ShouldBe(expected);
}

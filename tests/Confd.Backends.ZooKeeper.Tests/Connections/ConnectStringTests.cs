using Confd.Backends.ZooKeeper.Connections;

namespace Confd.Backends.ZooKeeper.Tests.Connections;

public sealed class ConnectStringTests
{
    [Theory]
    [InlineData("h:1", "h:1")]
    [InlineData("h", "h:2181")]
    [InlineData("h:1 i:2", "h:1, i:2")]
    [InlineData("h:1,i:2/team/a/ j:3", "h:1, i:2, j:3/team/a")]
    [InlineData("h:1/team@prod", "h:1/team@prod")]
    [InlineData("[::1]:99,[::2]", "[::1]:99, [::2]:2181")]
    public void Parse_Nodes_AreServersAndARoot(string nodes, string expected) =>
        ConnectString.Parse(nodes.Split(' ')).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("", "zk: server list must not be empty: set nodes")]
    [InlineData("h:1,,i:2", "the node \"\" is not an address; write HOST:PORT")]
    [InlineData("h:1 /a", "the node \"\" is not an address; write HOST:PORT")]
    [InlineData("h:x", "the node h:x is not an address; write HOST:PORT")]
    [InlineData("::1", "the node ::1 is not an address; write HOST:PORT")]
    [InlineData("[h:i]:1", "the node [h:i]:1 is not an address; write HOST:PORT")]
    [InlineData("h:1,u:pw@h:1", "the address of a zookeeper node must not contain a user or password: set username and password")]
    [InlineData("u:p/w@h:1", "the address of a zookeeper node must not contain a user or password: set username and password")]
    [InlineData("h:0", "the node h:0 is not an address; write HOST:PORT")]
    [InlineData("h:1/a i:1/b", "the nodes name two roots, /a and /b: set nodes with one")]
    public void Parse_Malformed_ReportsTheProblem(string nodes, string message) =>
        Should.Throw<KeyBackendException>(() => ConnectString.Parse(nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Message.ShouldBe(message);
}

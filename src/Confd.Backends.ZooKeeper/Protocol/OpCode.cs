namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>The requests that are used here, with their numbers in the protocol.</summary>
internal enum OpCode
{
    CloseSession = -11,
    Exists = 3,
    GetData = 4,
    Ping = 11,
    GetChildren2 = 12,
    Auth = 100,
}

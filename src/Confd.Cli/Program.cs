Console.WriteLine("confd");
return 0;

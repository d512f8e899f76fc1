/** The addresses that the network of its own has: two of the outside, and of every kind that lies inside. */
export const outside: readonly string[] = ['93.184.216.34', '2606:4700::1111']

export const inside: readonly string[] = [
  '127.0.0.1',
  '127.8.8.8',
  '10.0.0.5',
  '172.16.0.5',
  '192.168.1.5',
  '100.64.0.5',
  '169.254.169.254',
  '198.18.0.5',
  '192.0.0.192',
  '::1',
  'fd00:ec2::254',
  'fec0::5',
  '64:ff9b::7f00:1',
  '64:ff9b:1::5',
  '2002:7f00:1::1',
  '2001:0:808:808::80ff:fffe',
  '2001:db8::5',
]

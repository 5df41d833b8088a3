import type { IncomingMessage } from 'node:http';
import { Body, Controller, Post, Req } from '@nestjs/common';
import { CreateOrderDto } from './create-order.dto.js';
import { OrdersService, type OrderResult } from './orders.service.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  create(@Body() order: CreateOrderDto, @Req() request: IncomingMessage): Promise<OrderResult> {
    return this.orders.create(order, request);
  }
}
